/**
 * What modules give to TypeScript: types. Go's types are the source; a test keeps the JSON schema beside them
 * current, and a package for npm makes declarations of it.
 */
import { basename, join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { Linked, Offer } from '../toolchain.js';
import { JSON_SCHEMA, JSON_SCHEMA_TO_TYPESCRIPT } from './versions.js';

export function offers(directory: string, tree: Tree): (Linked & { readonly offer: Offer })[] {
  const manifest = join(directory, 'go.mod');
  const text = tree.has(manifest) ? tree.read(manifest) : undefined;
  if (text === undefined) return [];
  const at = (file: string) => join(directory, 'contract', file);
  const name = `${basename(directory)}-types`;
  const example = { is: 'type' as const, type: 'Greeting', field: 'message' };
  const files = {
    [at('contract.go')]: CONTRACT,
    [at('contract_test.go')]: CONTRACT_TEST,
    [at('types/greeting.json')]: SCHEMA,
    [at('types/package.json')]: `${JSON.stringify(packageOf(name), null, 2)}\n`,
    [at('types/.gitignore')]: '/dist/\n',
  };
  const isThere = tree.has(at('contract.go'));
  return [
    {
      offer: { is: 'npm-package', name, root: at('types'), example },
      texts: isThere ? {} : { ...files, [manifest]: required(text) },
      commands: isThere ? [] : [{ program: 'go', args: ['mod', 'tidy'], cwd: directory }],
      hint: 'contract/contract.go has the types. After a change of them: go generate ./contract',
    },
  ];
}

function required(text: string): string {
  const [path = ''] = JSON_SCHEMA.split(' ');
  return text.includes(`${path} `) ? text : `${text.trimEnd()}\n\nrequire ${JSON_SCHEMA}\n`;
}

function packageOf(name: string): unknown {
  return {
    name,
    version: '0.1.0',
    private: true,
    types: 'dist/index.d.ts',
    files: ['dist'],
    scripts: { build: 'json2ts --input greeting.json --output dist/index.d.ts' },
    devDependencies: { 'json-schema-to-typescript': JSON_SCHEMA_TO_TYPESCRIPT },
  };
}

const CONTRACT = `// Package contract has the types that programs in other languages share with this one.
package contract

//go:generate go test -run TestSchema -update

// Greeting is an answer.
type Greeting struct {
	Message string \`json:"message" jsonschema:"description=What to say."\`
	Count   int    \`json:"count,omitempty" jsonschema:"description=How often to say it."\`
}
`;

const CONTRACT_TEST = `package contract

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/invopop/jsonschema"
)

var update = flag.Bool("update", false, "write the schema instead of comparing it")

const schemaFile = "types/greeting.json"

func TestSchema(t *testing.T) {
	reflector := jsonschema.Reflector{Anonymous: true, ExpandedStruct: true}
	schema, err := json.MarshalIndent(reflector.Reflect(&Greeting{}), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	schema = append(schema, '\\n')
	if *update {
		if err := os.WriteFile(schemaFile, schema, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(schema, written) {
		t.Errorf("%s does not match Greeting: run go generate ./contract", schemaFile)
	}
}
`;

const SCHEMA = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "properties": {
    "message": {
      "type": "string",
      "description": "What to say."
    },
    "count": {
      "type": "integer",
      "description": "How often to say it."
    }
  },
  "additionalProperties": false,
  "type": "object",
  "required": [
    "message"
  ]
}
`;
