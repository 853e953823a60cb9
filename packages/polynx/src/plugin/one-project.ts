/**
 * `nx test api`: whoever asks for one project reads what its tool prints, as it comes and in a terminal. Nx
 * shows the log of a task in a batch when the task has ended, and one project has next to nothing to share a
 * process with. So such a command makes no batches; `nx run-many` and `nx affected` do.
 */
export interface AskedTask {
  readonly target: string;
  /** Absent: Nx finds it by the working directory. */
  readonly project?: string;
}

/** What the command line may mean; several where names have colons; none for commands of many projects. */
export function askedTasks(argv: readonly string[]): AskedTask[] {
  const end = argv.indexOf('--');
  const words = argv.slice(2, end < 0 ? undefined : end);
  const [command, second] = words.filter((word) => !word.startsWith('-'));
  if (command === undefined || words.includes('--batch')) return [];
  if (command === 'run') return second === undefined ? [] : splits(second);
  const project = flagValue('--project', words) ?? second;
  return [project === undefined ? { target: command } : { target: command, project }];
}

/** `a:b:c` is the target `b` of `a` in a configuration, or `b:c` of `a`, or `c` of `a:b`. */
function splits(name: string): AskedTask[] {
  const parts = name.split(':');
  return parts.flatMap((_, from) =>
    parts.slice(from + 1).map((__, length) => ({
      project: parts.slice(0, from + 1).join(':'),
      target: parts.slice(from + 1, from + 2 + length).join(':'),
    })),
  );
}

function flagValue(flag: string, words: readonly string[]): string | undefined {
  const joined = words.find((word) => word.startsWith(`${flag}=`));
  return (
    joined?.slice(flag.length + 1) ?? (words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined)
  );
}

export interface NamedTargets {
  /** Absent where Nx takes it from a package.json. */
  readonly name?: string;
  readonly targets?: Readonly<Record<string, { readonly executor?: string }>>;
}

/** NB a project without a name here may be the one that is meant. */
export function isOfPolynx(asked: readonly AskedTask[], projects: readonly NamedTargets[]): boolean {
  return asked.some(({ target, project }) =>
    projects.some(
      ({ name, targets = {} }) =>
        (project === undefined || name === undefined || name === project) &&
        targets[target]?.executor?.startsWith('polynx:') === true,
    ),
  );
}
