#!/usr/bin/env node
// Starts services in the order of the plan, each when those before it that it needs are ready, and stops them
// in reverse:
//
//   node runner.mjs PLAN.json [--until-ready]
//
// PLAN: { "services": [{ name, program, arguments, environment, dependencies, ready, readyTimeout }] } ready:
// { "port": number } | { "file": path } | { "output": text } | null Ends with 0 after SIGINT or SIGTERM
// (--until-ready: once all are ready), and with 1 when one of them ends by itself or is not ready in time.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';

const [file, ...flags] = process.argv.slice(2);
const { services } = JSON.parse(readFileSync(file, 'utf8'));
const STOP_PATIENCE = 10_000;
const running = [];
let isStopping = false;

const say = (name, text) => process.stdout.write(`${name} | ${text}\n`);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function start({ name, program, arguments: args, environment }) {
  const child = spawn(program, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const service = { name, child, output: '', hasEnded: false };
  service.ended = new Promise((resolve) => {
    const end = (how) => {
      service.hasEnded = true;
      resolve(how);
    };
    child.on('error', (error) => end(error.message));
    child.on('exit', (code, signal) => end(signal ?? `code ${code}`));
  });
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text) => {
      service.output += text;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) say(name, line);
    });
  }
  running.push(service);
  service.ended.then((how) => {
    if (isStopping) return;
    say(name, `has ended by itself: ${how}`);
    stop(1);
  });
  return service;
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (isUp) => {
      socket.destroy();
      resolve(isUp);
    };
    socket.on('connect', () => done(true)).on('error', () => done(false));
  });
}

async function isReady({ ready }, { output }) {
  if (ready === null) return true;
  if (ready.port !== undefined) return answers(ready.port);
  if (ready.file !== undefined) return existsSync(ready.file);
  return output.includes(ready.output);
}

async function untilReady(plan, service) {
  const end = Date.now() + plan.readyTimeout * 1000;
  while (!service.hasEnded && !isStopping) {
    if (await isReady(plan, service)) return say(plan.name, 'is ready');
    if (Date.now() > end) {
      say(plan.name, `was not ready after ${plan.readyTimeout} s`);
      return stop(1);
    }
    await pause(50);
  }
}

/** In reverse: who needs a service is gone before it goes. */
async function stop(code) {
  if (isStopping) return;
  isStopping = true;
  for (const { name, child, ended, hasEnded } of running.reverse()) {
    if (hasEnded) continue;
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE);
    await ended;
    clearTimeout(late);
    say(name, 'has stopped');
  }
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(0));
// Those that wait for nobody start together; the order of the plan is one of dependencies.
const ready = new Map();
for (const plan of services) {
  const before = plan.dependencies.map((name) => ready.get(name));
  ready.set(
    plan.name,
    Promise.all(before).then(() => {
      if (isStopping) return undefined;
      say(plan.name, 'starts');
      return untilReady(plan, start(plan));
    }),
  );
}
await Promise.all(ready.values());
if (!isStopping && flags.includes('--until-ready')) await stop(0);
