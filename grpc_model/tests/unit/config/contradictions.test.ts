import { collectSettings } from '../../../src/config/settings';
import { formatProblem } from '../../../src/core/problems';

function problemsOf(environment: Readonly<Record<string, string>>): string[] {
  return collectSettings(environment).problems.map(formatProblem);
}

const TLS = { TLS_CERT_FILE: 'cert.pem', TLS_KEY_FILE: 'key.pem' };

describe('settings that contradict one another are refused', () => {
  test.each([
    [
      { TLS_CERT_FILE: 'a' },
      'environment: TLS_CERT_FILE: found a certificate without its key; expected TLS_KEY_FILE beside it',
    ],
    [
      { TLS_KEY_FILE: 'a' },
      'environment: TLS_KEY_FILE: found a key without its certificate; expected TLS_CERT_FILE beside it',
    ],
    [
      { TLS_CLIENT_CA_FILE: 'a' },
      'environment: TLS_CLIENT_CA_FILE: found authorities for the certificates of clients, and no TLS in which they would show them; expected TLS_CERT_FILE and TLS_KEY_FILE beside it',
    ],
    [
      { TLS_LISTENERS: 'grpc,http,metrics' },
      'environment: TLS_LISTENERS: found listeners that are to speak TLS, and no certificate; expected TLS_CERT_FILE and TLS_KEY_FILE beside it, or TLS_LISTENERS left out',
    ],
    [
      { ...TLS, MANAGEMENT_HOST: '0.0.0.0' },
      'environment: MANAGEMENT_HOST: found 0.0.0.0: the control port would be open to other machines without TLS, unlike the others; expected management in TLS_LISTENERS, or MANAGEMENT_HOST=127.0.0.1',
    ],
    [
      { AUTH_TOKENS_FILE: '' },
      'environment: AUTH_TOKENS_FILE: found nothing, which protects nothing; expected a value, or the setting left out',
    ],
    [
      { TLS_CLIENT_CA_FILE: '' },
      'environment: TLS_CLIENT_CA_FILE: found nothing, which protects nothing; expected a value, or the setting left out',
    ],
    [
      { AUTH_TOKENS: 'a', AUTH_TOKENS_FILE: 'b' },
      'environment: AUTH_TOKENS_FILE: found tokens in two places; expected either it or AUTH_TOKENS',
    ],
    [{ MIN_WORKERS: '3', WORKERS: '2' }, 'environment: MIN_WORKERS: found 3; expected at most WORKERS, which is 2'],
    [
      { HTTP_PORT: '45000' },
      'environment: HTTP_PORT: found port 45000, which PSC_MODEL_PORT has as well; expected another port, or 0 for a free one',
    ],
    [
      { HTTP_PORT: '8081' },
      'default: MANAGEMENT_PORT: found port 8081, which HTTP_PORT has as well; expected another port, or 0 for a free one',
    ],
    [
      { METRICS_PORT: '8081', METRICS_HOST: 'localhost' },
      'environment: METRICS_PORT: found port 8081, which MANAGEMENT_PORT has as well; expected another port, or 0 for a free one',
    ],
    [
      { LISTEN_MODZY: '45000' },
      'environment: LISTEN_MODZY: found port 45000, which PSC_MODEL_PORT has as well; expected another port, or 0 for a free one',
    ],
    [
      { LISTEN_MODZY: '127.0.0.1:8081' },
      'environment: LISTEN_MODZY: found port 8081, which MANAGEMENT_PORT has as well; expected another port, or 0 for a free one',
    ],
    [
      { LISTEN_OPEN_INFERENCE_GRPC: '8080' },
      'environment: LISTEN_OPEN_INFERENCE_GRPC: found port 8080, which HTTP_PORT has as well; expected another port, or 0 for a free one',
    ],
    [
      { LISTEN_OPEN_INFERENCE_REST: '8001', LISTEN_OPEN_INFERENCE_GRPC: '127.0.0.1:8001' },
      'environment: LISTEN_OPEN_INFERENCE_REST: found port 8001, which LISTEN_OPEN_INFERENCE_GRPC has as well; expected another port, or 0 for a free one',
    ],
    [
      { HTTP_HOST: '0.0.0.0', HTTP_PORT: '8081' },
      'default: MANAGEMENT_PORT: found port 8081, which HTTP_PORT has as well; expected another port, or 0 for a free one',
    ],
  ])('%j', (environment, problem) => expect(problemsOf(environment)).toEqual([problem]));
});

describe('settings that can be meant together are taken', () => {
  test.each<Readonly<Record<string, string>>[]>([
    [TLS],
    [{ ...TLS, TLS_CLIENT_CA_FILE: 'ca.pem', TLS_LISTENERS: 'grpc' }],
    [{ ...TLS, MANAGEMENT_HOST: '0.0.0.0', TLS_LISTENERS: 'grpc,management' }],
    [{ ...TLS, MANAGEMENT_HOST: '0.0.0.0', MANAGEMENT_PORT: 'off' }],
    [{ ...TLS, MANAGEMENT_HOST: '[::1]' }],
    [{ ...TLS, MANAGEMENT_HOST: '127.1.2.3' }],
    [{ ...TLS, MANAGEMENT_HOST: 'localhost' }],
    [{ MANAGEMENT_HOST: '0.0.0.0' }],
    [{ AUTH_TOKENS: 'a', AUTH_TOKENS_FILE: '' }],
    [{ MIN_WORKERS: '1024', WORKERS: '0' }],
    [{ MIN_WORKERS: '2', WORKERS: '2' }],
    [{ PSC_MODEL_PORT: '0', HTTP_PORT: '0', MANAGEMENT_PORT: '0', METRICS_PORT: '0', LISTEN_MODZY: '0' }],
    [{ HTTP_PORT: 'off', MANAGEMENT_PORT: 'off', METRICS_PORT: '8080' }],
    [{ HTTP_HOST: '127.0.0.1', LISTEN_OPEN_INFERENCE_REST: '8081', MANAGEMENT_HOST: '[::1]' }],
    [{ HTTP_HOST: '127.0.0.1', HTTP_PORT: '8081', MANAGEMENT_HOST: '[::1]' }],
    [{ HTTP_HOST: '0.0.0.0', HTTP_PORT: '8081', MANAGEMENT_HOST: '[::1]' }],
    [{ HTTP_HOST: '10.0.0.1', HTTP_PORT: '8081' }],
    [{ METRICS_HOST: '10.0.0.1' }],
    [{ MAX_QUEUED_CALLS: '2000', MAX_PENDING_CALLS: '10', MAX_QUEUED_BYTES: '2000', MAX_PENDING_BYTES: '1000' }],
    [{ MAX_MESSAGE_BYTES: '2000', MAX_PENDING_BYTES: '1000' }],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=b' }],
  ])('%j', (environment) => expect(problemsOf(environment)).toEqual([]));
});

test('a setting that is wrong in itself contradicts nothing', () => {
  expect(problemsOf({ MIN_WORKERS: '3', WORKERS: 'two' })).toEqual([
    'environment: WORKERS: found "two"; expected a whole number from 0 to 1024',
  ]);
});
