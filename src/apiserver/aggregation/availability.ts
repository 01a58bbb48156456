// Whether the servers behind API services answer, said in their status, and what they offer, for discovery. Looked at when
// something changes and every half minute. Upstream: kube-aggregator pkg/controllers/status/remote.
// Differs: the check verifies the server's certificate, since what it answers goes into discovery.

import {
  availableCondition,
  localCondition,
  withCondition,
} from '../../api/apiregistration/api-service/api-service.conditions.ts'
import { APIService } from '../../api/apiregistration/api-service/api-service.kind.ts'
import type { Kind } from '../../machinery/kind.ts'
import { timeText } from '../../machinery/meta/time.ts'
import type { ServiceCaches } from '../outbound/service-resolver.ts'
import type { Core } from '../registry/core.ts'
import { applyOwnStatus } from '../registry/internal-writes.ts'
import type { AskContext } from './ask-server.ts'
import { probe } from './probe.ts'
import type { RemoteDocuments } from './remote-documents.ts'
import type { RemoteService } from './remote-services.ts'

export interface Finding {
  readonly status: 'True' | 'False'
  readonly reason: string
  readonly message: string
  readonly documents?: RemoteDocuments
}

/** What the objects alone say; undefined where the server has to be asked. Pure. */
export function plainFault(service: RemoteService, caches: ServiceCaches): Finding | undefined {
  const { namespace, name, port } = service.reference
  const where = `service/${name} in ${JSON.stringify(namespace)}`
  const found = caches.service(namespace, name)
  if (found === undefined) return fault('ServiceNotFound', `${where} is not present`)
  if ((found.spec.type ?? 'ClusterIP') !== 'ClusterIP') return undefined
  const servicePort = found.spec.ports?.find((item) => item.port === port)
  if (servicePort === undefined) return fault('ServicePortError', `${where} is not listening on port ${port}`)
  const slices = caches.slices(namespace, name)
  if (slices.length === 0) return fault('EndpointsNotFound', `cannot find endpointslices for ${where}`)
  const portName = servicePort.name ?? ''
  const ready = slices.some(
    ({ endpoints, ports }) =>
      (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false) &&
      ports?.some((item) => (item.name ?? '') === portName && item.port !== undefined) === true,
  )
  if (ready) return undefined
  const shown = JSON.stringify(portName)
  return fault('MissingEndpoints', `endpointslices for ${where} have no addresses with port name ${shown}`)
}

function fault(reason: string, message: string): Finding {
  return { status: 'False', reason, message }
}

export interface AvailabilityContext extends AskContext {
  readonly core: Core
  readonly caches: ServiceCaches
}

/** Looks at one service and writes what it found into its status. */
export async function checkService(
  service: RemoteService,
  { core, caches, ...context }: AvailabilityContext,
  signal: AbortSignal,
): Promise<Finding> {
  const finding = plainFault(service, caches) ?? (await asked(service, context, signal))
  const { status, reason, message } = finding
  const lastTransitionTime = timeText(core.clock.now())
  await writeCondition(
    service.object,
    { type: 'Available', status, reason, message, lastTransitionTime },
    { core, signal },
  )
  return finding
}

async function asked(service: RemoteService, context: AskContext, signal: AbortSignal): Promise<Finding> {
  const result = await probe(service, context, signal)
  if (typeof result === 'string') return fault('FailedDiscoveryCheck', result)
  return { status: 'True', reason: 'Passed', message: 'all checks passed', documents: result }
}

/** One that became local again. */
export async function markLocal(
  object: APIService,
  options: { readonly core: Core; readonly signal: AbortSignal },
): Promise<void> {
  await writeCondition(object, localCondition(timeText(options.core.clock.now())), options)
}

async function writeCondition(
  object: APIService,
  condition: ReturnType<typeof localCondition>,
  { core, signal }: { readonly core: Core; readonly signal: AbortSignal },
): Promise<void> {
  const old = availableCondition(object)
  const same =
    old?.status === condition.status && old.reason === condition.reason && old.message === condition.message
  if (same) return
  const kind = APIService as unknown as Kind
  const conditions = withCondition(object.status?.conditions, condition)
  await applyOwnStatus({ kind, name: object.metadata.name, body: { status: { conditions } } }, core, {
    signal,
  })
}
