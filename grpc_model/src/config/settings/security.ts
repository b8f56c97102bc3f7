import { MAX_TIMER_MS } from '../../core/timer';
import { integer, oneOf, optionalText, someOf } from '../parsers';
import { secret, setting } from '../setting';

/** Who may call what, and how connections are protected. */
export const SECURITY_SETTINGS = {
  authTokens: secret(
    'AUTH_TOKENS',
    optionalText,
    '',
    'Tokens and their roles, as lines of the tokens file with ; between them. Tokens stand there hashed. Empty: none.',
  ),
  authTokensFile: setting(
    'AUTH_TOKENS_FILE',
    optionalText,
    '',
    'A file of tokens and their roles, read again when it changes. Empty: none.',
  ),
  secretsPollMs: setting(
    'SECRETS_POLL_MS',
    integer(100, MAX_TIMER_MS),
    2000,
    'How often the tokens file and the files of TLS are looked at: a token that was taken out is refused so much later at most.',
  ),
  modzyShutdown: setting(
    'MODZY_SHUTDOWN',
    oneOf('open', 'control'),
    'open',
    "Who may call Modzy's Shutdown: everybody, as the container contract has it, or, as a control call, callers on this machine and the role admin.",
  ),
  tlsCertFile: setting(
    'TLS_CERT_FILE',
    optionalText,
    '',
    'The certificate of the listeners with its chain, in PEM; read again when it changes. Empty: no TLS.',
  ),
  tlsKeyFile: setting('TLS_KEY_FILE', optionalText, '', 'The private key of TLS_CERT_FILE, in PEM.'),
  tlsClientCaFile: setting(
    'TLS_CLIENT_CA_FILE',
    optionalText,
    '',
    'Authorities in PEM: with it, clients must present a certificate that one of them has signed (mutual TLS).',
  ),
  tlsListeners: setting(
    'TLS_LISTENERS',
    someOf('grpc', 'http', 'management', 'metrics'),
    ['grpc', 'http', 'metrics'],
    'Which listeners speak TLS once there is a certificate. The control port is on loopback by default, and plain for the checks of the container.',
  ),
} as const;
