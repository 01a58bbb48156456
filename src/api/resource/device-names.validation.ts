// The names by which drivers, pools, devices and their attributes are known, and the sizes of their lists.
// Upstream: pkg/apis/resource/validation/validation.go.
import {
  duplicate,
  type FieldError,
  invalid,
  required,
  tooLong,
  tooMany,
} from '../../machinery/field-error.ts'
import { isJsonObject } from '../../machinery/json-value.ts'
import { byteLength, isCIdentifier, isDNS1123Subdomain } from '../../machinery/names/validation.ts'
import { checkDNSLabel, checkDNSSubdomain, checkQualifiedName, faultsAt } from '../checks.ts'
import { validateCSIDriverName } from '../core/pod/pod-volume-disks.validation.ts'

export const checkDriverName = validateCSIDriverName
export const checkDeviceName = checkDNSLabel
export const checkRequestName = checkDNSLabel

const longestPoolName = 253
const longestId = 32
/** Longest `domain/id`. */
const longestKey = 63 + 1 + longestId

export function checkPoolName(name: string, field: string): FieldError[] {
  if (name === '') return [required(field)]
  const faults = byteLength(name) > longestPoolName ? [tooLong(field, longestPoolName)] : []
  return [...faults, ...name.split('/').flatMap((part) => checkDNSSubdomain(part, field))]
}

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const uuidText =
  'uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal characters'

export function checkUid(uid: string, field: string): FieldError[] {
  if (uuidShape.test(uid)) return uid === uid.toLowerCase() ? [] : [invalid(field, uid, uuidText)]
  const reason = uid.length === 36 ? 'invalid UUID format' : `invalid UUID length: ${uid.length}`
  return [invalid(field, uid, `error validating uid: ${reason}`)]
}

/** An identifier, with the domain of whoever defined it before it or without. */
export function checkAttributeName(name: string, field: string): FieldError[] {
  const [first = '', second, ...rest] = name.split('/')
  if (rest.length > 0) return [invalid(field, name, 'must not contain more than one slash')]
  if (second === undefined) return checkIdentifier(first, field)
  const faults =
    first === '' ? [invalid(field, '', 'the domain must not be empty')] : checkDriverName(first, field)
  if (second === '') return [...faults, invalid(field, '', 'the name must not be empty')]
  return [...faults, ...checkIdentifier(second, field)]
}

export function checkFullAttributeName(name: string, field: string): FieldError[] {
  const faults = checkAttributeName(name, field)
  if (name.includes('/')) return faults
  const text = 'a fully qualified name must be a domain and a name separated by a slash'
  return [...faults, invalid(field, name, text)]
}

function checkIdentifier(id: string, field: string): FieldError[] {
  const faults = byteLength(id) > longestId ? [tooLong(field, longestId)] : []
  return [...faults, ...faultsAt(field, id, isCIdentifier(id))]
}

export type CheckItem<T> = (item: T, field: string) => FieldError[]

/** A list that is too long is not looked into. */
export function checkSlice<T>(
  items: readonly T[] | undefined,
  field: string,
  { max, item }: { readonly max: number; readonly item: CheckItem<T> },
): FieldError[] {
  const given = items ?? []
  if (max >= 0 && given.length > max) return [tooMany(field, given.length, max)]
  return given.flatMap((value, index) => item(value, `${field}[${index}]`))
}

/** A list whose items differ in `key`. */
export function checkSet<T>(
  items: readonly T[] | undefined,
  field: string,
  rules: { readonly max: number; readonly item: CheckItem<T>; readonly key: (item: T) => string },
): FieldError[] {
  const given = items ?? []
  const faults = checkSlice(given, field, rules)
  if (rules.max >= 0 && given.length > rules.max) return faults
  const seen = new Set<string>()
  for (const [index, value] of given.entries()) {
    const key = rules.key(value)
    if (seen.has(key)) faults.push(duplicate(`${field}[${index}]`, key))
    seen.add(key)
  }
  return faults
}

export function checkMap<T>(
  map: Readonly<Record<string, T>> | undefined,
  field: string,
  rules: { readonly max?: number; readonly key: CheckItem<string>; readonly item: CheckItem<T> },
): FieldError[] {
  const entries = Object.entries(map ?? {})
  const { max = Number.POSITIVE_INFINITY } = rules
  if (entries.length > max) return [tooMany(field, entries.length, max)]
  return entries.flatMap(([key, value]) => [
    ...rules.key(key, field),
    ...rules.item(value, `${field}[${shortened(key)}]`),
  ])
}

/** Keys of any length come from users: the middle of a long one is left out. */
function shortened(key: string): string {
  if (key.length <= longestKey) return key
  const rest = longestKey - 3
  return `${key.slice(0, Math.ceil(rest / 2))}...${key.slice(key.length - Math.floor(rest / 2))}`
}

/** Parameters of a driver: an object of its own, of bounded size. */
export function checkParameters(
  value: unknown,
  field: string,
  { stored, maxBytes }: { readonly stored: boolean; readonly maxBytes: number },
): FieldError[] {
  if (value === undefined || value === null) return [required(field)]
  if (!stored && byteLength(JSON.stringify(value)) > maxBytes) return [tooLong(field, maxBytes)]
  return isJsonObject(value) ? [] : [invalid(field, '<value omitted>', 'must be a valid JSON object')]
}

/** Conditions that a device's binding waits for, and those that end the wait. */
export function checkBindingConditions(
  { bindingConditions, bindingFailureConditions }: BindingConditions,
  path: string,
): FieldError[] {
  const awaited = bindingConditions ?? []
  const failing = bindingFailureConditions ?? []
  const rules = { max: 4, item: checkQualifiedName }
  const faults = [
    ...checkSlice(awaited, `${path}.bindingConditions`, rules),
    ...checkSlice(failing, `${path}.bindingFailureConditions`, rules),
    ...repeated(awaited, `${path}.bindingConditions`),
  ]
  const seen = new Set<string>()
  for (const [index, name] of failing.entries()) {
    const at = `${path}.bindingFailureConditions[${index}]`
    if (seen.has(name)) faults.push(duplicate(at, name))
    seen.add(name)
    if (awaited.includes(name)) {
      faults.push(invalid(at, name, 'bindingFailureConditions must not overlap with bindingConditions'))
    }
  }
  if (awaited.length === 0 && failing.length > 0) {
    const text = 'bindingConditions are required to use bindingFailureConditions'
    faults.push(invalid(`${path}.bindingConditions`, awaited, text))
  }
  if (failing.length === 0 && awaited.length > 0) {
    const text = 'bindingFailureConditions are required to use bindingConditions'
    faults.push(invalid(`${path}.bindingFailureConditions`, failing, text))
  }
  return faults
}

interface BindingConditions {
  readonly bindingConditions?: readonly string[] | undefined
  readonly bindingFailureConditions?: readonly string[] | undefined
}

function repeated(names: readonly string[], field: string): FieldError[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) < index ? [duplicate(`${field}[${index}]`, name)] : [],
  )
}

/** The name of a device class in a request. */
export function checkClassName(name: string, field: string): FieldError[] {
  return name === '' ? [required(field)] : faultsAt(field, name, isDNS1123Subdomain(name))
}
