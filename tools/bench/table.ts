export interface Column<Row> {
  readonly head: string;
  cell(row: Row): string;
}

/** The first column to the left, figures to the right. */
export function printTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): void {
  const lines = [columns.map(({ head }) => head), ...rows.map((row) => columns.map(({ cell }) => cell(row)))];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  for (const line of lines) {
    const cells = line.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    console.log(cells.join('  ').trimEnd());
  }
}
