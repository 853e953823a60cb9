/** What is done is handed on at once, while the rest goes on. */
export interface Queue<T> {
  put(item: T): void;
  end(): void;
  items(): AsyncGenerator<T>;
}

export function createQueue<T>(): Queue<T> {
  const waiting: T[] = [];
  let ended = false;
  let wake = () => {};
  return {
    put: (item) => {
      waiting.push(item);
      wake();
    },
    end: () => {
      ended = true;
      wake();
    },
    async *items() {
      while (true) {
        yield* waiting.splice(0);
        if (waiting.length > 0) continue;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** Runs so many pieces of work at a time; those of one key one after the other. */
export function createPool(size: number): <T>(work: () => Promise<T>, key?: string) => Promise<T> {
  let free = size;
  const waiting: (() => void)[] = [];
  const last = new Map<string, Promise<unknown>>();
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free--;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
  return (work, key) => {
    if (key === undefined) return inTurn(work);
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(() => inTurn(work));
    last.set(
      key,
      mine.catch(() => {}),
    );
    return mine;
  };
}
