/** A stopped batch starts nothing more; what runs is ended by adapters/run. */
// NB an Nx that was killed tells nobody: its channel to us closes.
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const;

let stopped = false;

/** From now on until the end that is returned. */
export function watchForStop(): () => void {
  const stop = () => {
    stopped = true;
  };
  // Nx is gone, and did not say so: nobody will ask for the results.
  const orphaned = () => process.kill(process.pid, 'SIGTERM');
  for (const signal of SIGNALS) process.on(signal, stop);
  process.on('disconnect', orphaned);
  return () => {
    for (const signal of SIGNALS) process.off(signal, stop);
    process.off('disconnect', orphaned);
  };
}

export function isStopped(): boolean {
  return stopped;
}
