// The configuration of flow control that every cluster has. Mandatory specs are put back; suggested ones are kept until
// somebody changes them, which the annotation then says. Upstream: pkg/registry/flowcontrol/ensurer/strategy.go.
import { FlowSchema } from '../../api/flowcontrol/flow-schema/flow-schema.kind.ts'
import { mandatoryFlowSchemas, mandatoryPriorityLevels } from '../../api/flowcontrol/mandatory.data.ts'
import { PriorityLevelConfiguration } from '../../api/flowcontrol/priority-level-configuration/priority-level-configuration.kind.ts'
import { semanticEqual } from '../../machinery/equality.ts'
import { cloneJson } from '../../machinery/json-value.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import type { Core } from '../registry/core.ts'
import { ensureObject } from '../registry/internal-writes.ts'
import type { WorkingObject } from '../registry/object.ts'
import { suggestedFlowSchemas, suggestedPriorityLevels } from './flow-control.data.ts'
import type { EnsuredObject } from './rbac-objects.ts'

export const autoUpdateKey = 'apf.kubernetes.io/autoupdate-spec'
const fieldManager = 'api-priority-and-fairness-config-producer-v1'
const schemaKind = FlowSchema as unknown as Kind
const levelKind = PriorityLevelConfiguration as unknown as Kind

/** Levels first: no schema is without its level, not even for a moment. */
export function flowControlObjects(): EnsuredObject[] {
  return [
    ...objects(levelKind, suggestedPriorityLevels, 'suggested'),
    ...objects(levelKind, mandatoryPriorityLevels, 'mandatory'),
    ...objects(schemaKind, suggestedFlowSchemas, 'suggested'),
    ...objects(schemaKind, mandatoryFlowSchemas, 'mandatory'),
  ]
}

type Strategy = 'mandatory' | 'suggested'

function objects(kind: Kind, specs: ReadonlyMap<string, object>, strategy: Strategy): EnsuredObject[] {
  return [...specs].map(([name, spec]) => ({
    kind,
    name,
    fieldManager,
    body: { metadata: { annotations: { [autoUpdateKey]: 'true' } }, spec },
    reconcile: (current) => reconcile(current, { spec, strategy, kind }),
  }))
}

/** Upstream: strategy.ShouldUpdate. */
function reconcile(
  current: WorkingObject,
  { spec, strategy, kind }: { readonly spec: object; readonly strategy: Strategy; readonly kind: Kind },
): boolean {
  const fields = current as unknown as { spec: object }
  const autoUpdate = strategy === 'mandatory' || mayUpdate(current)
  const told = parseBool(current.metadata.annotations?.[autoUpdateKey]) === autoUpdate
  const changed = autoUpdate && !semanticEqual(fields.spec, kept(fields.spec, spec, kind))
  if (!told)
    current.metadata.annotations = { ...current.metadata.annotations, [autoUpdateKey]: String(autoUpdate) }
  if (changed) fields.spec = cloneJson(kept(fields.spec, spec, kind))
  return changed || !told
}

/** The share of the exempt level is for whoever runs the cluster to give. Upstream: prioritylevelconfiguration.go. */
function kept(current: object, wanted: object, kind: Kind): object {
  if (kind !== levelKind || !('exempt' in wanted) || !('exempt' in current)) return wanted
  return { ...wanted, exempt: current.exempt }
}

function mayUpdate({ metadata }: WorkingObject): boolean {
  return parseBool(metadata.annotations?.[autoUpdateKey]) ?? metadata.generation === 1
}

/** Upstream: Go's strconv.ParseBool. */
function parseBool(text: string | undefined): boolean | undefined {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text ?? '')) return true
  return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text ?? '') ? false : undefined
}

/** An object that this server once made and knows no longer. */
export function isRetired(kind: Kind, { metadata }: KubeObject): boolean {
  if (parseBool(metadata.annotations?.[autoUpdateKey]) !== true) return false
  return !flowControlObjects().some((own) => own.kind === kind && own.name === metadata.name)
}

export async function ensureFlowControl(core: Core, signal: AbortSignal): Promise<void> {
  for (const own of flowControlObjects()) await ensureObject(own, core, { signal, reconcile: own.reconcile })
}
