import { removeDustAndFrame } from '../src/blobs';
import { removeRuledLines } from '../src/ruled-lines';
import { maskOf, rowsOf } from './support/strokes';

describe('removing the lines of the paper', () => {
  it('keeps the strokes that cross a line', () => {
    const ruled = maskOf('..........', '...#......', '##########', '...#......', '..........', '..........');
    expect(rowsOf(removeRuledLines(ruled))).toEqual([
      '..........',
      '...#......',
      '...#......',
      '...#......',
      '..........',
      '..........',
    ]);
  });

  it('keeps a drawing that is one line', () => {
    const one = maskOf('...#...', '...#...', '...#...', '...#...');
    expect(removeRuledLines(one)).toEqual(one);
  });
});

describe('removing dust and frame', () => {
  it('drops specks that are small beside the drawing', () => {
    const rows = Array.from({ length: 20 }, (_, y) => (y === 3 ? '#....#....' : '.....#....'));
    expect(rowsOf(removeDustAndFrame(maskOf(...rows)))).toEqual(Array(20).fill('.....#....'));
  });

  it('drops a frame around a drawing', () => {
    const framed = maskOf('#######', '#.....#', '#..#..#', '#..#..#', '#..#..#', '#.....#', '#######');
    expect(rowsOf(removeDustAndFrame(framed))).toEqual([
      '.......',
      '.......',
      '...#...',
      '...#...',
      '...#...',
      '.......',
      '.......',
    ]);
  });

  it('keeps a frame when nothing is in it', () => {
    const empty = maskOf('####', '#..#', '#..#', '####');
    expect(removeDustAndFrame(empty)).toEqual(empty);
  });
});
