/** A stopped batch starts nothing more; what runs is ended by adapters/run. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let stopped = false;

export function watchForStop(): () => void {
  const stop = () => {
    stopped = true;
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return () => {
    for (const signal of SIGNALS) process.off(signal, stop);
  };
}

export function isStopped(): boolean {
  return stopped;
}
