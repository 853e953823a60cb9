/** How folders and files are called that hold what tests compare with and read. */
const FOLDERS =
  'tests?|test[_-]?(?:data|files?|cases?|resources?|assets?|fixtures?|inputs?)|(?:__)?fixtures?(?:__)?|(?:__)?snapshots(?:__)?|goldens?';
const FOLDER = new RegExp(`^(?:${FOLDERS})$`);
const MENTION = new RegExp(`(?:^|[/"])(?:${FOLDERS})(?:[/"]|$)`, 'm');

export function isTestFolder(name: string): boolean {
  return FOLDER.test(name);
}

/** https://insta.rs/docs/snapshot-files/ */
export function isSnapshot(file: string): boolean {
  return /\.(?:snap|snap\.new|pending-snap)$/.test(file);
}

/** Whether a text, or a literal, has the name of such a folder in a path. */
export function namesTests(text: string): boolean {
  return MENTION.test(text);
}
