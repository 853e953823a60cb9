/**
 * JSX, as far as needed to find the code inside it. https://facebook.github.io/jsx/
 *
 * `<T>(x: T) => T` begins like an element. It is one only if a closing tag of that name follows; else reading
 * goes on behind it as code, and since what was read so far are names, nothing is lost and nothing is read
 * twice.
 */
import {
  COLON,
  DELETE,
  DOLLAR,
  DOT,
  DOUBLE_QUOTE,
  EQUALS,
  GREATER,
  isDigit,
  isLetter,
  LESS,
  MINUS,
  OPEN_BRACE,
  SINGLE_QUOTE,
  SLASH,
  UNDERSCORE,
} from '../characters.js';
import { isQuote, isWordStart, skipString, skipTrivia } from './cursor.js';
import { BLOCK, type Lexer } from './lexer.js';

const CHILDREN = { kind: 'children' } as const;

/** At a `<` before which no value stands: an element, a fragment, or else an operator. */
export function openTag(lexer: Lexer): void {
  lexer.at++;
  skipTrivia(lexer);
  const code = lexer.text.charCodeAt(lexer.at);
  if (code !== GREATER && !isWordStart(code)) return;
  lexer.frames.push({ kind: 'tag', name: tagName(lexer) });
}

const NAME = /[\p{ID_Continue}$.:-]*/uy;

function tagName(lexer: Lexer): string {
  NAME.lastIndex = lexer.at;
  const [name = ''] = NAME.exec(lexer.text) ?? [];
  lexer.at += name.length;
  return name;
}

/** What stands between the name and `>`, one part at a time. */
export function tagPart(lexer: Lexer, name: string): void {
  skipTrivia(lexer);
  const { text } = lexer;
  const code = text.charCodeAt(lexer.at);
  if (code === GREATER) endOfTag(lexer, name);
  else if (code === SLASH) selfClosing(lexer);
  else if (code === OPEN_BRACE) openCode(lexer);
  else if (isQuote(code)) attributeString(lexer, code);
  else if (code === LESS && text.charCodeAt(lexer.at - 1) === EQUALS) openTag(lexer);
  else if (code === LESS) skipTypeArguments(lexer);
  else if (isAttribute(code)) lexer.at++;
  else noElement(lexer);
}

function endOfTag(lexer: Lexer, name: string): void {
  lexer.at++;
  noElement(lexer);
  if (isClosedLater(lexer, name)) lexer.frames.push(CHILDREN);
}

/** Whatever this is, it is read on as code. */
function noElement(lexer: Lexer): void {
  lexer.frames.pop();
  lexer.value = false;
}

function selfClosing(lexer: Lexer): void {
  lexer.at++;
  if (lexer.text.charCodeAt(lexer.at) === GREATER) endElement(lexer);
  else noElement(lexer);
}

/** At the `>` of the last tag. */
function endElement(lexer: Lexer): void {
  lexer.at++;
  lexer.frames.pop();
  lexer.value = true;
}

function openCode(lexer: Lexer): void {
  lexer.at++;
  lexer.frames.push(BLOCK);
  lexer.value = false;
}

function isAttribute(code: number): boolean {
  if (isLetter(code) || isDigit(code) || code > DELETE) return true;
  return [MINUS, COLON, EQUALS, DOT, UNDERSCORE, DOLLAR].includes(code);
}

/** Unlike a string of the language it may hold line ends, and no escapes. */
function attributeString(lexer: Lexer, quote: number): void {
  const from = lexer.at + 1;
  const end = lexer.text.indexOf(quote === DOUBLE_QUOTE ? '"' : "'", from);
  if (end < 0) noElement(lexer);
  else {
    lexer.listener.literal?.(lexer.text.slice(from, end));
    lexer.at = end + 1;
  }
}

/** `<A<B<C>> d="e">` */
function skipTypeArguments(lexer: Lexer): void {
  const { text } = lexer;
  let depth = 0;
  while (lexer.at < text.length) {
    const code = text.charCodeAt(lexer.at);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      skipString(lexer);
      continue;
    }
    const isArrow = code === EQUALS && text.charCodeAt(lexer.at + 1) === GREATER;
    lexer.at += isArrow ? 2 : 1;
    if (code === LESS) depth++;
    else if (code === GREATER && --depth === 0) return;
  }
}

const CLOSING_TAG = /<\/\s*([\p{ID_Continue}$.:-]*)/gu;

function isClosedLater(lexer: Lexer, name: string): boolean {
  lexer.closingTags ??= new Map(
    [...lexer.text.matchAll(CLOSING_TAG)].map(({ 1: closed = '', index }) => [closed, index]),
  );
  return (lexer.closingTags.get(name) ?? -1) >= lexer.at;
}

/** Text between tags, up to the next tag or the next piece of code. */
export function childPart(lexer: Lexer): void {
  const { text } = lexer;
  let { at } = lexer;
  let code = text.charCodeAt(at);
  while (at < text.length && code !== OPEN_BRACE && code !== LESS) code = text.charCodeAt(++at);
  lexer.at = at;
  if (code === OPEN_BRACE) openCode(lexer);
  else if (code === LESS && text.charCodeAt(at + 1) === SLASH) closingTag(lexer);
  else if (code === LESS) openTag(lexer);
}

function closingTag(lexer: Lexer): void {
  const end = lexer.text.indexOf('>', lexer.at);
  lexer.at = end < 0 ? lexer.text.length : end;
  endElement(lexer);
}
