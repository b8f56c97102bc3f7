import { AuthoredModels } from './catalog/sources/authored-models';
import type { Project } from './config/project';
import type { StartOptions } from './config/start-options';
import { checkSecurity } from './security/open-security';
import type { CompiledCode } from './compiled-code';
import { authoredModelsOptions, modelStoreOf } from './start-catalog';
import { checkJson, checkReport, isAllRight, runChecks, type Check } from './startup/check';
import { modelChecks, type CheckedPlace } from './startup/model-checks';
import { exportTarget } from './telemetry/traces/export-target';

/**
 * Checks all that a start would read, starts nothing, and says everything that is wrong.
 *
 * @returns the exit code
 */
export async function checkStart(
  options: StartOptions,
  project: Project,
  code: CompiledCode,
  print: (text: string) => void,
): Promise<number> {
  const results = await runChecks(checksOf(options, project, code));
  const tell = options.json ? checkJson : checkReport;
  print(tell(results, options.warnings));
  return isAllRight(results) ? 0 : 1;
}

/** What is checked, in this order. A setting that is wrong has its default in the checks after the first one. */
function checksOf({ settings, problems }: StartOptions, project: Project, code: CompiledCode): readonly Check[] {
  const authored = authoredModelsOptions(project, code, settings);
  let isWithoutOwn = true;
  const ownModel = () => {
    new AuthoredModels(authored);
    isWithoutOwn = false;
    return [];
  };
  const checkTraces = () => {
    if (settings.otlpEndpoint !== '') exportTarget(settings.otlpEndpoint, settings.otlpHeaders);
    return [];
  };
  const places: CheckedPlace[] = [
    { name: 'models in asset_bundle', open: () => new AuthoredModels({ ...authored, isWithoutOwn }) },
    ...modelStoreOf(settings, code).map((store) => ({ name: `model store ${store.place}`, open: () => store })),
  ];
  return [
    { name: 'settings', run: () => problems },
    { name: 'tokens and TLS', run: () => checkSecurity(settings) },
    { name: 'traces', run: checkTraces },
    { name: "the project's own model", run: ownModel },
    ...modelChecks(places),
  ];
}
