type Cell = 'ok' | 'differs' | '-';

/** What became of each case through each protocol, as a table for people. */
export class Matrix {
  readonly #cells = new Map<string, Map<string, Cell>>();
  readonly #objections = new Set<string>();

  /** Begun before the answer is there, so that one that never comes shows. */
  begin(row: string, protocol: string): void {
    this.#set(row, protocol, 'differs');
  }

  agree(row: string, protocol: string): void {
    this.#set(row, protocol, 'ok');
  }

  /** The protocol cannot carry the case. */
  object(row: string, protocol: string, why: string): void {
    this.#set(row, protocol, '-');
    this.#objections.add(`- ${row}, ${protocol}: ${why}`);
  }

  toString(): string {
    const protocols = [...new Set([...this.#cells.values()].flatMap((cells) => [...cells.keys()]))];
    const rows = [...this.#cells].map(([row, cells]) => [row, ...protocols.map((each) => cells.get(each) ?? '')]);
    const table = [['case', ...protocols], ...rows];
    const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
    const lines = table.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
    return [...lines, ...this.#objections].join('\n');
  }

  #set(row: string, protocol: string, cell: Cell): void {
    const cells = this.#cells.get(row) ?? new Map<string, Cell>();
    this.#cells.set(row, cells.set(protocol, cell));
  }
}
