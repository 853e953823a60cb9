/**
 * Nx shows the log of a task in a batch when the task has ended. Where there is a place for what the batch
 * itself prints, the terminal's own interface or a stream that was asked for, a task's lines go there as they
 * come.
 */
export function liveOutput(
  task: string,
  isOnly: boolean,
  env: Readonly<Record<string, string | undefined>> = process.env,
  write: (text: string) => void = (text) => process.stdout.write(text),
): (text: string) => void {
  if (env['NX_TUI'] !== 'true' && env['NX_STREAM_OUTPUT'] !== 'true') return () => {};
  if (isOnly) return write;
  let line = '';
  return (text) => {
    const lines = (line + text).split('\n');
    line = lines.pop() ?? '';
    for (const whole of lines) write(`${task}: ${whole}\n`);
  };
}
