// Keeps the configuration objects: every flow schema's status tells whether its level is there, and the objects that
// every cluster has come back within a minute. Upstream: apiserver pkg/util/flowcontrol/apf_controller.go,
// pkg/registry/flowcontrol/rest/storage_flowcontrol.go.
import { FlowSchema } from '../../api/flowcontrol/flow-schema/flow-schema.kind.ts'
import { PriorityLevelConfiguration } from '../../api/flowcontrol/priority-level-configuration/priority-level-configuration.kind.ts'
import { isAbort, onAbort } from '../../base/abort.ts'
import { backoffDelay } from '../../base/backoff.ts'
import { sleep } from '../../base/clock.ts'
import { TaskGroup } from '../../base/task-group.ts'
import type { KubeObject } from '../../machinery/kind.ts'
import { timeText } from '../../machinery/meta/time.ts'
import { isNotFound } from '../../machinery/status-error.ts'
import { ensureFlowControl, isRetired } from '../bootstrap/flow-control-objects.ts'
import type { Core } from '../registry/core.ts'
import { applyOwnStatus, removeOwn } from '../registry/internal-writes.ts'
import type { Resource } from '../registry/resource.ts'
import { danglingCondition } from './flow-configuration.ts'
import type { FlowControl } from './flow-control.ts'
import { allOf, configurationOf } from './served-flow-control.ts'

const ensurePeriodMs = 60_000
const fieldManager = 'api-priority-and-fairness-config-consumer-v1'

/** Until the signal aborts. Seats are lent as long. */
export async function runFlowControl(
  flowControl: FlowControl,
  core: Core,
  signal: AbortSignal,
): Promise<void> {
  using _adjusting = flowControl.adjust()
  const schemas = configurationOf(core.resources, FlowSchema)
  const levels = configurationOf(core.resources, PriorityLevelConfiguration)
  if (schemas === undefined || levels === undefined) return
  const kinds = { schemas, levels }
  await using tasks = new TaskGroup({ signal })
  tasks.spawn((stop) => afterChanges(kinds, { core, signal: stop, act: () => tellFlowStatus(core, stop) }))
  tasks.spawn((stop) =>
    afterChanges(kinds, {
      core,
      signal: stop,
      async act() {
        await sleep(core.clock, ensurePeriodMs, { signal: stop })
        await ensureFlowControl(core, stop)
        await removeRetired(kinds, core, stop)
      },
    }),
  )
  await tasks.wait()
}

interface Kinds {
  readonly schemas: Resource
  readonly levels: Resource
}

/** Calls `act` at the start and after every change; again, later, when it fails. */
async function afterChanges(
  { schemas, levels }: Kinds,
  { core, signal, act }: { readonly core: Core; readonly signal: AbortSignal; act(): Promise<void> },
): Promise<void> {
  let dirty = true
  let wake = () => {}
  const changed = () => {
    dirty = true
    wake()
  }
  using _schemas = schemas.cache.listen(changed)
  using _levels = levels.cache.listen(changed)
  using _abort = onAbort(signal, () => wake())
  for (let failures = 0; !signal.aborted; ) {
    if (!dirty) {
      await new Promise<void>((resolve) => (wake = resolve))
      continue
    }
    dirty = false
    try {
      await act()
      failures = 0
    } catch (error) {
      if (isAbort(error, signal)) return
      core.log.warn('keeping the configuration of flow control failed', { err: error, failures: ++failures })
      dirty = true
      await sleep(core.clock, backoffDelay({ initialMs: 200, maxMs: 60_000 }, failures), { signal })
    }
  }
}

/** Brings every flow schema's status up to date. */
export async function tellFlowStatus(core: Core, signal: AbortSignal): Promise<void> {
  const levels = configurationOf(core.resources, PriorityLevelConfiguration)?.cache
  const resource = configurationOf(core.resources, FlowSchema)
  if (levels === undefined || resource === undefined) return
  const schemas = allOf<FlowSchema>(resource.cache)
  await Promise.all(
    schemas.map(async (schema) => {
      const found = levels.get(schema.spec.priorityLevelConfiguration.name) !== undefined
      const condition = danglingCondition(schema, found)
      if (condition === undefined) return
      const conditions = [{ ...condition, lastTransitionTime: timeText(core.clock.now()) }]
      const { name } = schema.metadata
      const own = { kind: resource.kind, name, body: { status: { conditions } }, fieldManager }
      // What has just been deleted will be heard of.
      await applyOwnStatus(own, core, { signal }).catch(unlessGone)
    }),
  )
}

function unlessGone(error: unknown): void {
  if (!isNotFound(error)) throw error
}

/** Objects of former versions that nobody has taken over. Upstream: ensurer/strategy.go removeConfiguration. */
async function removeRetired(kinds: Kinds, core: Core, signal: AbortSignal): Promise<void> {
  for (const { kind, cache } of [kinds.schemas, kinds.levels]) {
    for (const obj of allOf<KubeObject>(cache))
      if (isRetired(kind, obj)) await removeOwn({ kind, name: obj.metadata.name, body: {} }, core, { signal })
  }
}
