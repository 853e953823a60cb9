/** A stopped batch starts nothing more; what runs is ended by adapters/run. */
// NB an Nx that was killed tells nobody: its channel to us closes.
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const;

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
