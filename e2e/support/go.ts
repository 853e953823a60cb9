/** A small Go workspace without third-party modules: services/api and services/worker use libs/text. */
export function goWorkspace(): Record<string, string> {
  return {
    'go.work': 'go 1.22\n\nuse (\n\t./libs/text\n\t./services/api\n\t./services/worker\n)\n',
    'libs/text/go.mod': 'module example.com/text\n\ngo 1.22\n',
    'libs/text/text.go':
      'package text\n\n// Greeting is what the services say.\nfunc Greeting() string { return "hello" }\n',
    'libs/text/text_test.go':
      'package text\n\nimport "testing"\n\nfunc TestGreeting(t *testing.T) {\n\tif Greeting() == "" {\n\t\tt.Fatal("silent")\n\t}\n}\n',
    'libs/text/shout/shout.go':
      'package shout\n\n// Loud is used by nobody but the worker.\nfunc Loud() string { return "HELLO" }\n',
    ...service('api', 'text', 'text.Greeting()'),
    ...service('worker', 'text/shout', 'shout.Loud()'),
  };
}

function service(name: string, imported: string, call: string): Record<string, string> {
  const directory = `services/${name}`;
  return {
    [`${directory}/go.mod`]: `module example.com/${name}\n\ngo 1.22\n\nrequire example.com/text v0.0.0\n`,
    [`${directory}/main.go`]: `package main\n\nimport (\n\t"fmt"\n\n\t"example.com/${imported}"\n)\n\nfunc say() string { return ${call} }\n\nfunc main() { fmt.Println("${name}", say()) }\n`,
    [`${directory}/main_test.go`]: `package main\n\nimport "testing"\n\nfunc TestSay(t *testing.T) {\n\tif say() == "" {\n\t\tt.Fatal("silent")\n\t}\n}\n`,
  };
}
