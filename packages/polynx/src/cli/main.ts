#!/usr/bin/env node
/** `polynx <command>`: for what Nx cannot run by itself. Everything else is a target or a generator. */
import { ExpectedError, OptionsError } from '../model/errors.js';
import { initRepository } from './init.js';

interface CliCommand {
  readonly description: string;
  run(workspaceRoot: string): Promise<void>;
}

const COMMANDS: Readonly<Record<string, CliCommand>> = {
  init: {
    description: 'Sets up Nx and polynx in a repository without a package.json.',
    run: initRepository,
  },
};

function usage(): string {
  const rows = Object.entries(COMMANDS).map(
    ([name, { description }]) => `  polynx ${name.padEnd(8)}${description}`,
  );
  return ['Usage:', ...rows].join('\n');
}

async function main([name, ...rest]: readonly string[]): Promise<void> {
  if (name === undefined || name === 'help' || name === '--help') return console.log(usage());
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new OptionsError(`unknown command ${name}\n${usage()}`);
  if (rest.length > 0) throw new OptionsError(`${name} takes no arguments, not ${rest.join(' ')}`);
  await command.run(process.cwd());
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ExpectedError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
