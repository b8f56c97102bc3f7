import { decimal, oneOf, optionalText, text } from '../parsers';
import { secret, setting } from '../setting';

/** What the server tells of itself. */
export const TELEMETRY_SETTINGS = {
  logLevel: setting(
    'LOG_LEVEL',
    oneOf('debug', 'info', 'warn', 'error', 'silent'),
    'info',
    'The least urgent lines that are written.',
  ),
  logFormat: setting(
    'LOG_FORMAT',
    oneOf('auto', 'json', 'text'),
    'auto',
    'How lines are written: JSON for programs, text for people; auto takes text in a terminal.',
  ),
  accessLog: setting(
    'ACCESS_LOG',
    oneOf('on', 'off'),
    'on',
    'One line for every call that is over, at the level info, or warn where the server or its model is at fault; it holds no payload.',
  ),
  otlpEndpoint: setting(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    optionalText,
    '',
    'Where traces are sent, as OTLP over HTTP, for example http://localhost:4318. Empty: there are none.',
  ),
  otlpHeaders: secret(
    'OTEL_EXPORTER_OTLP_HEADERS',
    optionalText,
    '',
    'Headers for that place, key=value with commas between them.',
  ),
  otelServiceName: setting('OTEL_SERVICE_NAME', text, 'model-server', 'What traces call this server.'),
  traceSampleRatio: setting(
    'TRACE_SAMPLE_RATIO',
    decimal(0, 1),
    1,
    'Which part of the calls is traced where the caller has not decided; 1 is all, because who configures traces wants to see some.',
  ),
} as const;
