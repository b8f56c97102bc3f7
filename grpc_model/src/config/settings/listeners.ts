import { addressOrOff, integer, portOrOff, text } from '../parsers';
import { setting } from '../setting';

/** Where the server listens. */
export const LISTENER_SETTINGS = {
  port: setting(
    'PSC_MODEL_PORT',
    integer(0, 65535),
    45000,
    'The gRPC port; the container contract fixes 45000. 0 takes a free one.',
  ),
  host: setting(
    'GRPC_HOST',
    text,
    '[::]',
    'The address to listen on. A container must be reachable from outside of it.',
  ),
  httpPort: setting(
    'HTTP_PORT',
    portOrOff,
    8080,
    'The HTTP data port: health, and every protocol over REST. 0 takes a free one, off has none.',
  ),
  httpHost: setting('HTTP_HOST', text, '[::]', 'The address of the HTTP data port; as GRPC_HOST.'),
  managementPort: setting(
    'MANAGEMENT_PORT',
    portOrOff,
    8081,
    'The control port, over HTTP: states, health with reasons, metrics. 0 takes a free one, off has none.',
  ),
  managementHost: setting(
    'MANAGEMENT_HOST',
    text,
    '127.0.0.1',
    'The address of the control port. Loopback: who may manage the server is on its machine, unless you say otherwise.',
  ),
  metricsPort: setting(
    'METRICS_PORT',
    portOrOff,
    'off',
    'A port that has /metrics and nothing else, for a scraper on another machine. off: they are on the control port alone.',
  ),
  metricsHost: setting(
    'METRICS_HOST',
    text,
    '[::]',
    'The address of METRICS_PORT: that port is for scrapers elsewhere.',
  ),
  listenModzy: setting(
    'LISTEN_MODZY',
    addressOrOff,
    'off',
    'A further gRPC listener, <port> or <host>:<port>, that speaks the Modzy container contract alone. off: none.',
  ),
  listenOpenInferenceGrpc: setting(
    'LISTEN_OPEN_INFERENCE_GRPC',
    addressOrOff,
    'off',
    'A further gRPC listener, <port> or <host>:<port>, that speaks the Open Inference Protocol alone; its clients look for it at 8001. off: none.',
  ),
  listenOpenInferenceRest: setting(
    'LISTEN_OPEN_INFERENCE_REST',
    addressOrOff,
    'off',
    'A further HTTP listener, <port> or <host>:<port>, that speaks the Open Inference Protocol alone; its clients look for it at 8000. off: none.',
  ),
} as const;
