/**
 * Templates: fixed text with code in `${…}`. https://tc39.es/ecma262/#sec-template-literal-lexical-components
 */
import { BACKQUOTE, BACKSLASH, DOLLAR, OPEN_BRACE } from '../characters.js';
import { BLOCK, type Lexer, type OnTemplateEnd, type TemplateFrame } from './lexer.js';

/** At the opening backquote. */
export function openTemplate(lexer: Lexer, onEnd?: OnTemplateEnd): void {
  lexer.at++;
  if (onEnd === undefined) lexer.frames.push({ kind: 'template', parts: undefined });
  else {
    lexer.awaited++;
    lexer.frames.push({ kind: 'template', parts: undefined, onEnd });
  }
}

/** Fixed text, up to the next `${` or the end of the template. */
export function templatePart(lexer: Lexer, frame: TemplateFrame): void {
  const { text } = lexer;
  const from = lexer.at;
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKQUOTE || (code === DOLLAR && text.charCodeAt(at + 1) === OPEN_BRACE)) break;
    if (code === BACKSLASH) at++;
  }
  if (at > from) add(frame, text.slice(from, at));
  if (text.charCodeAt(at) === DOLLAR) {
    add(frame, null);
    lexer.frames.push(BLOCK);
    lexer.value = false;
    lexer.at = at + 2;
  } else {
    lexer.at = at + 1;
    close(lexer, frame);
  }
}

/**
 * NB an empty list that grows takes room for seventeen, and a file may have as many templates as it has
 * words.
 */
function add(frame: TemplateFrame, part: string | null): void {
  if (frame.parts === undefined) frame.parts = [part];
  else frame.parts.push(part);
}

function close(lexer: Lexer, { parts = [], onEnd }: TemplateFrame): void {
  lexer.frames.pop();
  lexer.value = true;
  const [first] = parts;
  if (parts.length === 1 && typeof first === 'string') lexer.listener.literal?.(first);
  lexer.listener.template?.(parts);
  if (onEnd === undefined) return;
  lexer.awaited--;
  onEnd(parts);
}
