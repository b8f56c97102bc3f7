// Writes a .proto file as the JSON descriptor that proto-loader's fromJSON reads, so that a server parses no .proto files.
import { writeFileSync } from 'node:fs';
import protobuf from 'protobufjs';

const [source, target] = process.argv.slice(2);
const root = new protobuf.Root().loadSync(source, { keepCase: true });
writeFileSync(target, `${JSON.stringify(root.toJSON({ keepComments: false }), null, 2)}\n`);
