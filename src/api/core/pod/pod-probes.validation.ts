// Faults of probes and lifecycle hooks: one handler each, sane numbers.
// Upstream: pkg/apis/core/validation/validation.go validateProbe, validateHandler, validateLifecycle.

import {
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { numberOf } from '../../../machinery/json-value.ts'
import { isHTTPHeaderName } from '../../../machinery/names/validation.ts'
import { checkNonNegative, checkPortNumOrName, faultsAt } from '../../checks.ts'
import type { HTTPGetAction, Lifecycle, LifecycleHandler, Probe, ProbeHandler } from './pod-probes.schema.ts'

/** The pod's grace period, which bounds how long a hook may sleep. */
type Grace = number | undefined

export function validateLivenessProbe(probe: Probe | undefined, path: string): FieldError[] {
  if (probe === undefined) return []
  return [...validateProbe(probe, path), ...checkOneSuccess(probe, path)]
}

export function validateStartupProbe(probe: Probe | undefined, path: string): FieldError[] {
  return validateLivenessProbe(probe, path)
}

export function validateReadinessProbe(probe: Probe | undefined, path: string): FieldError[] {
  if (probe === undefined) return []
  const faults = validateProbe(probe, path)
  const seconds = probe.terminationGracePeriodSeconds
  if (seconds === undefined) return faults
  return [
    ...faults,
    invalid(`${path}.terminationGracePeriodSeconds`, seconds, 'must not be set for readinessProbes'),
  ]
}

function checkOneSuccess(probe: Probe, path: string): FieldError[] {
  const threshold = probe.successThreshold ?? 0
  return threshold === 1 ? [] : [invalid(`${path}.successThreshold`, threshold, 'must be 1')]
}

function validateProbe(probe: Probe, path: string): FieldError[] {
  const faults = validateHandler(probe, path, undefined)
  const numbers = [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ] as const
  for (const name of numbers) faults.push(...checkNonNegative(probe[name], `${path}.${name}`))
  const grace = probe.terminationGracePeriodSeconds
  if (grace !== undefined && numberOf(grace) <= 0) {
    faults.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'))
  }
  return faults
}

type Handler = ProbeHandler & LifecycleHandler
type Action = keyof Handler

const handlerChecks: {
  readonly [K in Action]-?: (action: NonNullable<Handler[K]>, path: string, grace: Grace) => FieldError[]
} = {
  exec: (action, path) => ((action.command ?? []).length === 0 ? [required(`${path}.command`)] : []),
  httpGet: validateHTTPGet,
  tcpSocket: (action, path) => checkPortNumOrName(action.port, `${path}.port`),
  grpc: (action, path) => checkPortNumOrName(action.port, `${path}.port`),
  sleep: (action, path, grace) => checkSleep(action.seconds, path, grace),
}
const actions = Object.keys(handlerChecks) as Action[]

function validateHandler(handler: Handler, path: string, grace: Grace): FieldError[] {
  const [first, ...surplus] = actions.filter((name) => handler[name] !== undefined)
  if (first === undefined) return [required(path, 'must specify a handler type')]
  const check = handlerChecks[first] as (action: unknown, path: string, grace: Grace) => FieldError[]
  const faults = check(handler[first], `${path}.${first}`, grace)
  const extra = surplus.map((name) =>
    forbidden(`${path}.${name}`, 'may not specify more than 1 handler type'),
  )
  return [...faults, ...extra]
}

function validateHTTPGet(action: HTTPGetAction, path: string): FieldError[] {
  const faults = action.path ? [] : [required(`${path}.path`)]
  faults.push(...checkPortNumOrName(action.port, `${path}.port`))
  if (action.scheme !== 'HTTP' && action.scheme !== 'HTTPS') {
    faults.push(notSupported(`${path}.scheme`, action.scheme ?? '', ['HTTP', 'HTTPS']))
  }
  for (const { name } of action.httpHeaders ?? []) {
    faults.push(...faultsAt(`${path}.httpHeaders`, name, isHTTPHeaderName(name)))
  }
  return faults
}

function checkSleep(seconds: number, path: string, grace: Grace): FieldError[] {
  if (grace === undefined || (numberOf(seconds) >= 0 && numberOf(seconds) <= numberOf(grace))) return []
  return [
    invalid(
      path,
      seconds,
      `must be non-negative and less than terminationGracePeriodSeconds (${JSON.stringify(grace)})`,
    ),
  ]
}

export function validateLifecycle(lifecycle: Lifecycle, path: string, grace: Grace): FieldError[] {
  const faults: FieldError[] = []
  const { postStart, preStop } = lifecycle
  if (postStart !== undefined) faults.push(...validateHandler(postStart, `${path}.postStart`, grace))
  if (preStop !== undefined) faults.push(...validateHandler(preStop, `${path}.preStop`, grace))
  return faults
}
