import { Metadata } from '@grpc/grpc-js';
import { modelRefOf } from '../../../../src/transport/grpc/model-ref-of';

function refOf(headers: Readonly<Record<string, string>>) {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return modelRefOf(metadata);
}

describe('modelRefOf', () => {
  it('means the own model when the caller names none', () => {
    expect(refOf({ 'x-request-id': 'a' })).toBeUndefined();
  });

  it.each(['1.2.0', '7', 'canary', undefined])('reads a name with the version %s', (version) => {
    const headers = { 'model-name': 'digits', ...(version !== undefined && { 'model-version': version }) };
    expect(refOf(headers)).toEqual({ name: 'digits', version });
  });

  it.each(['a', 'a name', 'n'.repeat(128)])('takes the name %j', (name) => {
    expect(refOf({ 'model-name': name })?.name).toBe(name);
  });

  it.each(['', ' ', ' a', 'a ', 'n'.repeat(129)])('refuses the name %j, and says what it expects', (name) => {
    expect(() => refOf({ 'model-name': name })).toThrow('expected 1 to 128 printable characters');
    expect(() => refOf({ 'model-name': 'a', 'model-version': name })).toThrow('The metadata model-version is');
  });

  it('refuses a version without a name', () => {
    expect(() => refOf({ 'model-version': '1.0.0' })).toThrow('without model-name');
  });
});
