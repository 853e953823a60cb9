/** What new modules ask for, where no neighbour says it. Checked on 2026-11-30: the newest release of Go. */
export const GO = '1.26';

/** What writes JSON schemas of Go's types. NB 0.14 wants Go 1.24 in every module of a go.work. */
export const JSON_SCHEMA = 'github.com/invopop/jsonschema v0.13.0';
/** What makes declarations of a schema: from npm, for the package that holds it. */
export const JSON_SCHEMA_TO_TYPESCRIPT = '^16.0.0';
