// Faults of what a claim asks for: requests, constraints between their devices, configuration.
// Upstream: pkg/apis/resource/validation/validation.go validateResourceClaimSpec.
import { type FieldError, invalid, notSupported, required, tooLong } from '../../machinery/field-error.ts'
import { numberOf } from '../../machinery/json-value.ts'
import { byteLength } from '../../machinery/names/validation.ts'
import {
  checkClassName,
  checkDriverName,
  checkFullAttributeName,
  checkParameters,
  checkRequestName,
  checkSet,
  checkSlice,
} from './device-names.validation.ts'
import { checkDeviceSelector } from './device-selector.ts'
import { checkDeviceToleration } from './device-taints.validation.ts'
import type {
  DeviceClaim,
  DeviceClaimConfiguration,
  DeviceConfiguration,
  DeviceConstraint,
  DeviceRequest,
  DeviceSelector,
  ExactDeviceRequest,
  ResourceClaimSpec,
} from './shared.schema.ts'

const mostRequests = 32
const mostAlternatives = 8
const longestExpression = 10 * 1024
const longestParameters = 10 * 1024
const allocationModes = ['All', 'ExactCount']

/** What is already stored was right when it came, by the rules of then. */
export interface Stored {
  readonly stored: boolean
}

export function checkClaimSpec(spec: ResourceClaimSpec, path: string, options: Stored): FieldError[] {
  const { requests, constraints, config } = spec.devices ?? {}
  const at = `${path}.devices`
  const names = requestNames(spec.devices)
  return [
    ...checkSet(requests ?? [], `${at}.requests`, {
      max: mostRequests,
      item: (request, field) => checkRequest(request, field, options),
      key: ({ name }) => name,
    }),
    ...checkSlice(constraints, `${at}.constraints`, {
      max: mostRequests,
      item: (constraint, field) => checkConstraint(constraint, field, names),
    }),
    ...checkSlice(config, `${at}.config`, {
      max: mostRequests,
      item: (item, field) => checkClaimConfiguration(item, field, { names, ...options }),
    }),
  ]
}

/** Names that results and constraints may refer to: `request` and `request/alternative`. */
export function requestNames(claim: DeviceClaim | undefined): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { name, firstAvailable = [] } of claim?.requests ?? []) {
    names.add(name)
    for (const alternative of firstAvailable) names.add(`${name}/${alternative.name}`)
  }
  return names
}

function checkRequest(request: DeviceRequest, path: string, options: Stored): FieldError[] {
  const { name, exactly, firstAvailable = [] } = request
  const faults = checkRequestName(name, `${path}.name`)
  if (exactly === undefined && firstAvailable.length === 0) {
    return [...faults, required(path, 'exactly one of `exactly` or `firstAvailable` is required')]
  }
  if (exactly !== undefined && firstAvailable.length > 0) {
    const text = 'exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set'
    return [...faults, invalid(path, null, text)]
  }
  if (exactly !== undefined) return [...faults, ...checkExact(exactly, `${path}.exactly`, options)]
  return [
    ...faults,
    ...checkSet(firstAvailable, `${path}.firstAvailable`, {
      max: mostAlternatives,
      item: (alternative, field) => [
        ...checkRequestName(alternative.name, `${field}.name`),
        ...checkExact(alternative, field, options),
      ],
      key: (alternative) => alternative.name,
    }),
  ]
}

type AnyRequest = Omit<ExactDeviceRequest, 'adminAccess'>

function checkExact(request: AnyRequest, path: string, options: Stored): FieldError[] {
  return [
    ...checkClassName(request.deviceClassName, `${path}.deviceClassName`),
    ...checkSelectors(request.selectors, `${path}.selectors`, options),
    ...checkMode(request, path),
    ...(request.tolerations ?? []).flatMap((item, index) =>
      checkDeviceToleration(item, `${path}.tolerations[${index}]`),
    ),
  ]
}

function checkMode({ allocationMode, count = 0 }: AnyRequest, path: string): FieldError[] {
  if (allocationMode === 'All') {
    if (numberOf(count) === 0) return []
    return [invalid(`${path}.count`, count, "must not be specified when allocationMode is 'All'")]
  }
  if (allocationMode === 'ExactCount') {
    return numberOf(count) > 0 ? [] : [invalid(`${path}.count`, count, 'must be greater than zero')]
  }
  return [notSupported(`${path}.allocationMode`, allocationMode ?? '', allocationModes)]
}

export function checkSelectors(
  selectors: readonly DeviceSelector[] | undefined,
  field: string,
  options: Stored,
): FieldError[] {
  return checkSlice(selectors, field, {
    max: 32,
    item: ({ cel }, at) =>
      cel === undefined
        ? [required(`${at}.cel`)]
        : checkExpression(cel.expression, `${at}.cel.expression`, options),
  })
}

function checkExpression(expression: string, field: string, { stored }: Stored): FieldError[] {
  if (stored) return []
  if (byteLength(expression) > longestExpression) return [tooLong(field, longestExpression)]
  return checkDeviceSelector(expression, field)
}

function checkConstraint(
  constraint: DeviceConstraint,
  path: string,
  names: ReadonlySet<string>,
): FieldError[] {
  const { requests, matchAttribute, distinctAttribute } = constraint
  const faults = checkReferences(requests, `${path}.requests`, names)
  if (matchAttribute !== undefined) {
    return [...faults, ...checkFullAttributeName(matchAttribute, `${path}.matchAttribute`)]
  }
  if (distinctAttribute !== undefined) {
    return [...faults, ...checkFullAttributeName(distinctAttribute, `${path}.distinctAttribute`)]
  }
  const text =
    'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set'
  return [...faults, required(path, text)]
}

export function checkReferences(
  requests: readonly string[] | undefined,
  field: string,
  names: ReadonlySet<string>,
): FieldError[] {
  return checkSet(requests, field, {
    max: mostRequests,
    item: (name, at) => checkReference(name, at, names),
    key: (name) => name,
  })
}

const referenceText =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"

export function checkReference(name: string, field: string, names: ReadonlySet<string>): FieldError[] {
  const parts = name.split('/')
  if (parts.length > 2) return [invalid(field, name, referenceText)]
  const faults = parts.flatMap((part) => checkRequestName(part, field))
  return names.has(name) ? faults : [...faults, invalid(field, name, referenceText)]
}

function checkClaimConfiguration(
  item: DeviceClaimConfiguration,
  path: string,
  options: Stored & { readonly names: ReadonlySet<string> },
): FieldError[] {
  return [
    ...checkReferences(item.requests, `${path}.requests`, options.names),
    ...checkConfiguration(item, path, options),
  ]
}

export function checkConfiguration(
  { opaque }: DeviceConfiguration,
  path: string,
  { stored }: Stored,
): FieldError[] {
  if (opaque === undefined) return [required(`${path}.opaque`)]
  return [
    ...checkDriverName(opaque.driver, `${path}.opaque.driver`),
    ...checkParameters(opaque.parameters, `${path}.opaque.parameters`, {
      stored,
      maxBytes: longestParameters,
    }),
  ]
}
