#!/usr/bin/env node
// Compares what components provide with what others expect of them, whatever they are written in:
//
//   node interfaces.mjs SPEC.json [ROOT]      files of SPEC are relative to ROOT; prints problems, fails if there are any
//
// SPEC: { "<component>": { "provides": [Interface], "consumes": [Interface] } } Interface: { "name",
// "format": "openapi" | "protobuf" | "json-schema" | "lexicon", "file", "version", "partial"? } A consumer's
// file is its copy of the interface, or (`partial`) the part that it uses; its version is the one it was
// written for. A version is also compared with the one in the document.
//
// No dependencies, so that builds in Nix and the target of Nx run the same file. Documents are JSON; who can
// read YAML passes `parse`.
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const FORMATS = ['openapi', 'protobuf', 'json-schema', 'lexicon'];

/**
 * @typedef {{ kind: string, interface: string, consumer: string, provider?: string, where?: string, message:
 * string }} Problem
 * @param {Record<string, { provides?: object[], consumes?: object[] }>} spec
 * @param {{ read: (file: string) => string, parse?: (text: string, file: string) => unknown }} world
 * @returns {Problem[]}
 */
export function checkInterfaces(spec, { read, parse = parseJson }) {
  const open = (entry) => (entry.file === undefined ? undefined : modelOf(entry, read, parse));
  const providers = Object.entries(spec).flatMap(([provider, { provides = [] }]) =>
    provides.map((entry) => ({ provider, entry })),
  );
  return Object.entries(spec).flatMap(([consumer, { consumes = [] }]) =>
    consumes.flatMap((expected) => {
      const name = expected.name;
      const found = providers.find(({ entry }) => entry.name === name && entry.format === expected.format);
      if (found === undefined)
        return [
          {
            kind: 'missing',
            interface: name,
            consumer,
            message: `nobody provides ${name} (${expected.format})`,
          },
        ];
      const { provider, entry } = found;
      const about = (kind, message, where) => ({ kind, interface: name, consumer, provider, where, message });
      const wanted = open(expected);
      const given = open(entry);
      const changes =
        wanted === undefined || given === undefined
          ? []
          : compare(given, wanted).map(({ kind, where, message }) => about(kind, message, where));
      for (const [owner, one] of [
        [provider, entry],
        [consumer, expected],
      ])
        for (const message of misstated(owner, one, read, parse)) changes.push(about('version', message));
      if (!isServedBy(expected.version, entry.version))
        changes.push(about('version', `it expects ${expected.version}, there is ${entry.version}`));
      const isSame = wanted === undefined || given === undefined || canonical(wanted) === canonical(given);
      if (changes.length === 0 && !isSame && expected.version === entry.version && !expected.partial)
        changes.push(
          about(
            'drifted',
            `both say version ${entry.version ?? 'nothing'}, and their documents differ: copy it anew`,
          ),
        );
      return changes;
    }),
  );
}

/**
 * What components provide and no other uses: only the version can be wrong.
 * @returns {Problem[]}
 */
export function checkUnused(spec, { read, parse = parseJson }) {
  const used = Object.values(spec).flatMap(({ consumes = [] }) => consumes);
  const isUsed = ({ name, format }) => used.some((one) => one.name === name && one.format === format);
  return Object.entries(spec).flatMap(([provider, { provides = [] }]) =>
    provides
      .filter((entry) => !isUsed(entry))
      .flatMap((entry) =>
        misstated(provider, entry, read, parse).map((message) => ({
          kind: 'version',
          interface: entry.name,
          provider,
          message,
        })),
      ),
  );
}

/** The declared version against the document's own, as far as both go: v1 is any 1.x. */
function misstated(owner, { file, format, version, partial = false }, read, parse) {
  if (file === undefined || version === undefined || partial) return [];
  const text = read(file);
  const said = format === 'protobuf' ? protobufVersion(text) : documentVersion(format, parse(text, file));
  if (said === undefined) return [];
  const [declared, own] = [version, String(said)].map((one) => one.replace(/^[\^~v=]+/, '').split('.'));
  const isSame = declared.every((part, at) => own[at] === undefined || own[at] === part);
  return isSame ? [] : [`the document of ${owner} says version ${said}, and ${version} is declared`];
}

function documentVersion(format, root) {
  if (format === 'openapi') return root.info?.version;
  if (format === 'lexicon') return root.revision;
  return root.version ?? /(?:^|[/.-])v(\d+(?:\.\d+)*)(?:[/.]|$)/.exec(root.$id ?? '')?.[1];
}

/** https://protobuf.dev/best-practices/api/#package-name */
const protobufVersion = (text) => /^package [\w.]*\.v(\d+)\w*;/m.exec(text)?.[1];

/**
 * By semantic versioning: the same major version (of 0.x the same minor one), and none older than expected.
 */
function isServedBy(expected, given) {
  if (expected === undefined || given === undefined) return true;
  const parts = (version) =>
    version
      .replace(/^[\^~v=]+/, '')
      .split('.')
      .map(Number);
  const [wanted, there] = [parts(expected), parts(given)];
  const significant = wanted[0] === 0 ? 2 : 1;
  for (let at = 0; at < significant; at++) if ((there[at] ?? 0) !== (wanted[at] ?? 0)) return false;
  for (let at = significant; at < 3; at++) {
    if ((there[at] ?? 0) > (wanted[at] ?? 0)) return true;
    if ((there[at] ?? 0) < (wanted[at] ?? 0)) return false;
  }
  return true;
}

// -- the neutral model: { operations: Set of names, fields: Map of place → { type, required, isInput } }

function compare(given, wanted) {
  const problems = [];
  for (const operation of wanted.operations)
    if (!given.operations.has(operation))
      problems.push({ kind: 'changed-path', where: operation, message: `${operation} is gone` });
  const isGone = (place) =>
    [...wanted.operations].some((one) => !given.operations.has(one) && place.startsWith(`${one} `));
  for (const [place, field] of wanted.fields) {
    const other = given.fields.get(place);
    if (isGone(place)) continue;
    if (other === undefined)
      problems.push({ kind: 'removed-field', where: place, message: `${place} is gone` });
    else if (other.type !== field.type)
      problems.push({
        kind: 'changed-type',
        where: place,
        message: `${place} was ${field.type}, is ${other.type}`,
      });
  }
  for (const [place, field] of given.fields) {
    const isKnown =
      [...wanted.operations].some((one) => place.startsWith(`${one} `)) || hasSibling(place, wanted);
    if (field.required && field.isInput && isKnown && !(wanted.fields.get(place)?.required ?? false))
      problems.push({ kind: 'new-required-field', where: place, message: `${place} is required now` });
  }
  return problems;
}

/** A type that the consumer knows: a part that it does not use may require what it likes. */
function hasSibling(place, { fields }) {
  const parent = place.slice(0, place.lastIndexOf('.') + 1);
  return parent !== '' && [...fields.keys()].some((one) => one.startsWith(parent));
}

function canonical({ operations, fields }) {
  return JSON.stringify([[...operations].sort(), [...fields].sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function modelOf({ file, format, name }, read, parse) {
  const readers = { openapi, lexicon, 'json-schema': jsonSchema };
  const text = read(file);
  if (format === 'protobuf') return protobuf(text);
  const reader = readers[format];
  if (reader === undefined)
    throw new Error(`${name}: unknown format ${format}; known are ${FORMATS.join(', ')}`);
  return reader(parse(text, file));
}

function parseJson(text, file) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(
      `${file} is no JSON (${error.message}); YAML is read where the caller can, here it cannot`,
    );
  }
}

/**
 * Writes all fields of a schema into `fields`, references followed until they meet themselves.
 * https://json-schema.org/draft/2020-12
 */
function walk(schema, place, { root, fields, isInput, base = '', seen = [] }) {
  const follow = { root, fields, isInput, base, seen };
  if (schema === undefined || schema === true) return 'any';
  const reference = schema.$ref ?? (schema.type === 'ref' ? schema.ref : undefined);
  if (reference !== undefined) {
    if (seen.includes(reference)) return `ref ${reference}`;
    const target = resolve(reference, root);
    return target === undefined
      ? `ref ${reference}`
      : walk(target, place, { ...follow, seen: [...seen, reference] });
  }
  if (schema.allOf !== undefined) {
    const types = schema.allOf.map((one) => walk(one, place, follow));
    if (schema.properties === undefined) return types.includes('object') ? 'object' : types.join('&');
  }
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined)
    return `one of ${choices.map((one, at) => walk(one, `${place}|${at}`, follow)).join(', ')}`;
  if (schema.enum !== undefined)
    return `${schema.type ?? 'enum'} of ${[...schema.enum].map(String).sort().join('|')}`;
  if (schema.const !== undefined) return `constant ${JSON.stringify(schema.const)}`;
  const type = [schema.type ?? (schema.properties === undefined ? 'any' : 'object')].flat().sort().join('|');
  if (schema.items !== undefined) return `array of ${walk(schema.items, `${place}[]`, follow)}`;
  const required = new Set(schema.required ?? []);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const at = `${place}.${name}`;
    // first its own line, which a cycle below must not overwrite
    fields.set(at, { type: '', required: required.has(name), isInput });
    fields.set(at, { type: walk(property, at, follow), required: required.has(name), isInput });
  }
  return type + (schema.format === undefined ? '' : ` (${schema.format})`);
}

function resolve(reference, root) {
  if (reference.startsWith('#/'))
    return reference
      .slice(2)
      .split('/')
      .reduce((at, key) => at?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], root);
  // a lexicon's "#name" or "com.example.thing#name"
  const [id, name = 'main'] = reference.split('#');
  return id === '' || id === root.id ? root.defs?.[name] : undefined;
}

/** https://spec.openapis.org/oas/v3.1.0#paths-object */
function openapi(root) {
  if (!/^3\./.test(root.openapi ?? ''))
    throw new Error(`OpenAPI ${root.openapi ?? root.swagger}: only version 3 is read`);
  const model = { operations: new Set(), fields: new Map() };
  const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'];
  for (const [path, item] of Object.entries(root.paths ?? {}))
    for (const method of methods) {
      const operation = item[method];
      if (operation === undefined) continue;
      // what a parameter of the path is called decides nothing
      const name = `${method.toUpperCase()} ${path.replace(/\{[^}]*\}/g, '{}')}`;
      model.operations.add(name);
      const follow = (isInput) => ({ root, fields: model.fields, isInput });
      for (const one of [...(item.parameters ?? []), ...(operation.parameters ?? [])]) {
        const parameter = one.$ref === undefined ? one : resolve(one.$ref, root);
        if (parameter.in === 'path') continue;
        const place = `${name} ${parameter.in}.${parameter.name}`;
        model.fields.set(place, {
          type: walk(parameter.schema, place, follow(true)),
          required: parameter.required ?? false,
          isInput: true,
        });
      }
      contents(`${name} request`, operation.requestBody, root, model, true);
      for (const [code, response] of Object.entries(operation.responses ?? {}))
        contents(`${name} ${code}`, response, root, model, false);
    }
  return model;
}

function contents(place, given, root, { fields }, isInput) {
  const body = given?.$ref === undefined ? given : resolve(given.$ref, root);
  for (const [media, { schema }] of Object.entries(body?.content ?? {})) {
    const at = `${place} ${media}`;
    fields.set(at, { type: walk(schema, at, { root, fields, isInput }), required: false, isInput });
  }
}

/** Of a schema alone it is not known who writes and who reads, so it counts as input. */
function jsonSchema(root) {
  const fields = new Map();
  const name = `schema ${root.$id ?? root.title ?? ''}`;
  const place = `${name} value`;
  fields.set(place, {
    type: walk(root, place, { root, fields, isInput: true }),
    required: false,
    isInput: true,
  });
  return { operations: new Set([name]), fields };
}

/** https://atproto.com/specs/lexicon */
function lexicon(document) {
  const model = { operations: new Set(), fields: new Map() };
  for (const root of [document].flat()) {
    if (root.lexicon !== 1) throw new Error(`lexicon ${root.id}: only version 1 is read`);
    for (const [name, definition] of Object.entries(root.defs ?? {})) {
      const follow = (isInput) => ({ root, fields: model.fields, isInput });
      const id = name === 'main' ? root.id : `${root.id}#${name}`;
      if (['query', 'procedure', 'subscription'].includes(definition.type)) {
        const operation = `${definition.type} ${id}`;
        model.operations.add(operation);
        walk(definition.parameters, `${operation} parameters`, follow(true));
        walk(definition.input?.schema, `${operation} input`, follow(true));
        walk(definition.output?.schema ?? definition.message?.schema, `${operation} output`, follow(false));
      } else if (definition.type === 'record') {
        model.operations.add(`record ${id}`);
        walk(definition.record, `record ${id} value`, follow(true));
      } else {
        model.fields.set(id, { type: walk(definition, id, follow(true)), required: false, isInput: true });
      }
    }
  }
  return model;
}

/**
 * As much of the language as decides what is on the wire. https://protobuf.dev/reference/protobuf/proto3-spec
 */
function protobuf(text) {
  const tokens = protobufTokens(text);
  const model = { operations: new Set(), fields: new Map() };
  let scope = '';
  while (!tokens.isAtEnd()) {
    if (tokens.peek() === 'package') {
      [, scope] = tokens.take(2);
      tokens.skipPast(';');
    } else protobufField(scope, tokens, model);
  }
  return model;
}

/** A cursor over words, strings and single characters, without comments. */
function protobufTokens(text) {
  const tokens =
    text
      .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ')
      .match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[\w.]+|[^\s\w]/g) ?? [];
  let at = 0;
  const isAtEnd = () => at >= tokens.length;
  const ahead = (count) => tokens.slice(at, at + count);
  const peek = () => tokens[at];
  const next = () => tokens[at++];
  const take = (count) => Array.from({ length: count }, next);
  /** The tokens before the next `end`, which is passed as well. */
  const takeUntil = (end) => {
    const taken = [];
    while (!isAtEnd() && peek() !== end) taken.push(next());
    at++;
    return taken;
  };
  /** The same, where an `end` in brackets is not the one. */
  const skipPast = (end) => {
    for (let depth = 0; !isAtEnd() && !(depth === 0 && peek() === end); at++) {
      if ('{[('.includes(peek())) depth++;
      if ('}])'.includes(peek())) depth--;
    }
    at++;
  };
  return { isAtEnd, ahead, peek, next, take, takeUntil, skipPast };
}

/** What stands between braces, by a reader of one statement. */
function protobufBody(scope, tokens, model, readStatement) {
  tokens.next(); // {
  while (!tokens.isAtEnd() && tokens.peek() !== '}') readStatement(scope, tokens, model);
  tokens.next();
}

function protobufDeclaration(scope, tokens, model) {
  const [kind, name] = tokens.take(2);
  const inner = scope === '' ? name : `${scope}.${name}`;
  if (kind === 'enum') protobufBody(inner, tokens, model, protobufValue);
  else if (kind === 'service') protobufBody(inner, tokens, model, protobufCall);
  else protobufBody(kind === 'message' ? inner : scope, tokens, model, protobufField);
}

const PROTOBUF_ASIDES = ['option', 'reserved', 'extensions', 'import', 'syntax', 'edition'];
const PROTOBUF_DECLARATIONS = ['message', 'enum', 'service', 'oneof', 'extend'];
const PROTOBUF_LABELS = ['repeated', 'optional', 'required'];

/** A statement of a message or of the file. */
function protobufField(scope, tokens, { operations, fields }) {
  const word = tokens.peek();
  if (word === ';') tokens.next();
  else if (PROTOBUF_ASIDES.includes(word)) tokens.skipPast(';');
  else if (PROTOBUF_DECLARATIONS.includes(word)) protobufDeclaration(scope, tokens, { operations, fields });
  else {
    const label = PROTOBUF_LABELS.includes(word) ? tokens.next() : '';
    const first = tokens.next();
    const type = first === 'map' ? `map${tokens.takeUntil('>').join('')}>` : first;
    const [name, , number] = tokens.ahead(3);
    tokens.skipPast(';');
    const repeated = label === 'repeated' ? 'repeated ' : '';
    fields.set(`${scope}.${name}`, {
      type: `${repeated}${type} = ${number}`,
      required: label === 'required',
      isInput: true,
    });
  }
}

/** A statement of an enum. */
function protobufValue(scope, tokens, { fields }) {
  const [name, , number] = tokens.ahead(3);
  if (name === ';') tokens.next();
  else if (name === 'option' || name === 'reserved') tokens.skipPast(';');
  else {
    tokens.skipPast(';');
    fields.set(`${scope}.${name}`, { type: `value ${number}`, required: false, isInput: true });
  }
}

/** A statement of a service: `rpc name (type) returns (type)`, and then options or a semicolon. */
function protobufCall(scope, tokens, model) {
  const word = tokens.peek();
  if (word === ';') tokens.next();
  else if (word !== 'rpc') tokens.skipPast(';');
  else {
    const [, name] = tokens.take(2);
    const types = [')', ')'].map((end) =>
      tokens
        .takeUntil(end)
        .filter((one) => one !== '(' && one !== 'returns')
        .join(' '),
    );
    if (tokens.peek() === '{') protobufBody(scope, tokens, model, () => tokens.skipPast(';'));
    else tokens.next();
    const call = `rpc ${scope}.${name}`;
    model.operations.add(call);
    model.fields.set(`${call} types`, { type: types.join(' → '), required: false, isInput: true });
  }
}

export const render = ({ kind, interface: name, consumer, provider, message }) =>
  consumer === undefined
    ? `${kind}: ${provider} provides ${name}: ${message}`
    : `${kind}: ${consumer} uses ${name}${provider === undefined ? '' : ` of ${provider}`}: ${message}`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [file, root = '.'] = process.argv.slice(2);
  const read = (path) => readFileSync(isAbsolute(path) ? path : join(root, path), 'utf8');
  const spec = JSON.parse(readFileSync(file, 'utf8'));
  const problems = [...checkInterfaces(spec, { read }), ...checkUnused(spec, { read })];
  for (const problem of problems) console.error(render(problem));
  console.log(JSON.stringify({ problems }, null, 2));
  if (problems.length > 0) process.exitCode = 1;
}
