import { readProject } from '../../config/project';
import { ProcessTerminal } from '../process-terminal';
import { runVerb } from '../run-verb';
import { importOnnx, IMPORT_ONNX_USAGE } from './import-onnx';

const { folder } = readProject(__dirname);
void runVerb(IMPORT_ONNX_USAGE, (argv, terminal) => importOnnx(folder, argv, terminal), new ProcessTerminal());
