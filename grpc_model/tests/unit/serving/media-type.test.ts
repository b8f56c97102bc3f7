import { isAcceptable, nameContent } from '../../../src/serving/media-type';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const JPEG = Buffer.from('ffd8ffe000104a46494600010100', 'hex');
const JPEG_WITH_EXIF = Buffer.from('ffd8ffe100104578696600', 'hex');
const GIF = Buffer.from('GIF89a\x01\x00\x01\x00', 'latin1');
const PDF = Buffer.from('%PDF-1.7\n');
const ZIP = Buffer.from('504b030414000000', 'hex');
const GZIP = Buffer.from('1f8b080000000000', 'hex');
const TEXT = Buffer.from('Hello, grüße');
const BINARY = Buffer.from([1, 0, 2, 0]);
const EMPTY = Buffer.alloc(0);

test.each([
  ['a PNG', PNG, ['image/png'], true],
  ['a JPEG', JPEG, ['image/jpeg'], true],
  ['a JPEG with EXIF', JPEG_WITH_EXIF, ['image/jpeg'], true],
  ['a JPEG by its other name', JPEG, ['image/jpg'], true],
  ['a JPEG', JPEG, ['image/png', 'image/jpeg'], true],
  ['a JPEG', JPEG, ['image/png'], false],
  ['a GIF', GIF, ['image/png', 'image/jpeg'], false],
  ['a PDF', PDF, ['application/pdf'], true],
  ['a ZIP', ZIP, ['application/zip'], true],
  ['a GZIP', GZIP, ['application/x-gzip'], true],
  ['text', TEXT, ['image/png'], false],
  ['text', TEXT, ['text/plain'], true],
  ['text', TEXT, ['text/plain; charset=utf-8'], true],
  ['text', TEXT, ['application/json'], true],
  ['text', TEXT, ['application/ld+json'], true],
  ['a PNG', PNG, ['text/plain'], false],
  ['a PNG', PNG, ['application/json'], false],
  ['binary', BINARY, ['text/csv'], false],
  ['binary', BINARY, ['application/octet-stream'], true],
  ['a PNG', PNG, ['application/octet-stream'], true],
  ['a PNG', PNG, ['image/*'], true],
  ['text', TEXT, ['audio/wav'], true],
  ['anything', BINARY, [], true],
  ['nothing', EMPTY, ['text/plain'], true],
  ['nothing', EMPTY, ['image/png'], false],
  ['nothing', EMPTY, [], true],
  ['one byte', Buffer.from([0x89]), ['image/png'], false],
])('%s (%p) for %j: %p', (_, content, accepted, expected) => expect(isAcceptable(content, accepted)).toBe(expected));

test.each([
  [PNG, 'image/png'],
  [JPEG, 'image/jpeg'],
  [PDF, 'application/pdf'],
  [ZIP, 'application/zip'],
  [TEXT, 'text or unknown content'],
  [BINARY, 'unknown binary content'],
  [EMPTY, 'empty'],
])('%p is called %s', (content, name) => expect(nameContent(content)).toBe(name));
