/**
 * A complete toolchain to start from: `npm run new:toolchain NAME` copies this folder and puts NAME where
 * `template` stands. It believes in a program `template` that builds folders with a template.json; say what
 * your program is really like, file by file.
 */
import { defineToolchain } from '../toolchain.js';
import { parseTemplateManifest } from './manifest.js';
import { templateOptions } from './options.js';
import { runner } from './runner.js';
import { rows, templateTasks } from './tasks.js';
import { modelTemplate } from './workspace.js';

export const template = defineToolchain({
  id: 'template',
  // Change: what people call the language or the tool.
  title: 'Template',
  // Change: what Nx calls it, where it has an icon.
  technology: 'template',
  files: {
    // Change: globs `**/<name>` of files that make a project, and of locks, pins and workspace files. If a
    // second file describes the same project, add its glob to `manifests`, let `parse` choose by
    // `basename(file.path)` as in go/index.ts, and read it in workspace.ts with `manifests.get`.
    manifests: ['**/template.json'],
    shared: ['**/template.lock'],
  },
  intents: rows,
  options: templateOptions,
  parse: parseTemplateManifest,
  model: modelTemplate,
  tasks: templateTasks,
  runner,
});
