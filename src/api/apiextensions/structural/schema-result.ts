// What a check against a schema found: its faults, and how much of it fitted, by which the nearest of several alternatives
// is told. Upstream: kube-openapi pkg/validation/validate/result.go.
import type { FieldError } from '../../../machinery/field-error.ts'

export interface Found {
  readonly faults: readonly FieldError[]
  readonly matches: number
}

export function ok(matches = 1): Found {
  return { faults: [], matches }
}

export function fail(faults: readonly FieldError[]): Found {
  return { faults, matches: 0 }
}

/** More than anybody reads: an object may have a million of them. */
const faultLimit = 1000
const none: readonly FieldError[] = []

export function merge(parts: readonly Found[], more = 0): Found {
  let matches = more
  let faults = none
  for (const part of parts) {
    matches += part.matches
    if (part.faults.length > 0 && faults.length < faultLimit)
      faults = faults.length === 0 ? part.faults : [...faults, ...part.faults].slice(0, faultLimit)
  }
  return { faults, matches }
}
