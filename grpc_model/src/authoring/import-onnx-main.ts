import { readProject } from '../config/project';
import { importOnnx, IMPORT_ONNX_USAGE } from './import-onnx';
import { ProcessTerminal } from './process-terminal';
import { runVerb } from './run-verb';

const { folder } = readProject(__dirname);
void runVerb(IMPORT_ONNX_USAGE, (argv, terminal) => importOnnx(folder, argv, terminal), new ProcessTerminal());
