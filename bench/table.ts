import { meetsTarget, type Measurement, type Target, type Unit } from './benchmark';

const HEADINGS = ['what', 'measured', 'baseline', 'ratio', 'target', ''];
const DIGITS: Readonly<Record<Unit, number>> = { s: 3, ms: 2, µs: 0, MB: 1, kB: 1, 'calls/s': 0, '%': 0 };

/** Measurements as a table for people. */
export function formatTable(measurements: readonly Measurement[]): string {
  const rows = [HEADINGS, ...measurements.map(rowOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => row.map((cell, column) => align(cell, column, widths[column]!)).join('  '));
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
  return lines.map((line) => line.trimEnd()).join('\n');
}

function rowOf(measurement: Measurement): string[] {
  const { what, value, unit, baseline, ratio, target } = measurement;
  const met = meetsTarget(measurement);
  return [
    what,
    formatFigure(value, unit),
    baseline === undefined ? '' : formatFigure(baseline, unit),
    target?.of === 'difference' ? formatDifference(measurement) : ratio === undefined ? '' : ratio.toFixed(2),
    target === undefined ? '' : formatTarget(target, unit),
    met === undefined ? '' : met ? 'met' : 'MISSED',
  ];
}

function formatFigure(value: number, unit: Unit): string {
  return `${value.toFixed(DIGITS[unit])} ${unit}`;
}

function formatTarget({ of, bound, limit }: Target, unit: Unit): string {
  const sign = bound === 'at most' ? '≤' : '≥';
  if (of === 'ratio') return `ratio ${sign} ${limit}`;
  return of === 'difference' ? `${sign} +${limit} ${unit}` : `${sign} ${limit} ${unit}`;
}

function formatDifference({ difference = NaN, unit }: Measurement): string {
  return `${difference < 0 ? '' : '+'}${formatFigure(difference, unit)}`;
}

/** Texts to the left, figures to the right. */
function align(cell: string, column: number, width: number): string {
  return column === 1 || column === 2 || column === 3 ? cell.padStart(width) : cell.padEnd(width);
}
