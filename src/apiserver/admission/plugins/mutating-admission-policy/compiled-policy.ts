// A mutating admission policy with its expressions compiled, and what one of its mutations makes of an object.
// Upstream: apiserver pkg/admission/plugin/policy/mutating/{compilation.go,patch}.
import { compileAdmission } from '../../../../api/admissionregistration/admission-expression.ts'
import type { MutatingAdmissionPolicy } from '../../../../api/admissionregistration/mutating-admission-policy/mutating-admission-policy.schema.ts'
import {
  applyConfigurationType,
  jsonPatchListType,
  mutationFunctions,
  mutationStruct,
  typeNameFaults,
} from '../../../../api/admissionregistration/mutation-values.ts'
import { checkConfig } from '../../../../machinery/apply/check-config.ts'
import { mergeConfig } from '../../../../machinery/apply/typed-merge.ts'
import { toJson } from '../../../../machinery/cel/adapt.ts'
import { EvalFault } from '../../../../machinery/cel/cel-fault.ts'
import type { Compiled } from '../../../../machinery/cel/program.ts'
import { CelList, CelObject, type Value } from '../../../../machinery/cel/values.ts'
import { applyJsonPatch } from '../../../../machinery/patch/json-patch.ts'
import { PatchError } from '../../../../machinery/patch/patch-error.ts'
import type { Schema } from '../../../../machinery/schema/schema.ts'
import { type CompiledPolicy, compilePolicy } from '../../policy/compiled-policy.ts'
import { atomicPaths } from './atomic-paths.ts'

export interface CompiledMutation {
  readonly patchType: 'ApplyConfiguration' | 'JSONPatch'
  readonly compiled: Compiled
}

export interface MutatingPolicy extends CompiledPolicy {
  readonly mutations: readonly CompiledMutation[]
  /** It wants to see what others change after it. */
  readonly reinvoked: boolean
}

export function compileMutatingPolicy({ spec }: MutatingAdmissionPolicy): MutatingPolicy {
  const { mutations = [], reinvocationPolicy } = spec
  const { policy, scope } = compilePolicy(spec)
  const withTypes = { ...scope, struct: mutationStruct, functions: mutationFunctions }
  return {
    ...policy,
    mutations: mutations.map(({ patchType, applyConfiguration, jsonPatch }) => ({
      patchType,
      compiled:
        patchType === 'JSONPatch'
          ? compileAdmission(jsonPatch?.expression ?? '', withTypes, [jsonPatchListType])
          : compileAdmission(applyConfiguration?.expression ?? '', withTypes, [applyConfigurationType]),
    })),
    reinvoked: reinvocationPolicy === 'IfNeeded',
  }
}

/** What a mutation works on. */
export interface Target {
  readonly object: object
  /** Of the object's kind; undefined where there is none to merge along. */
  readonly schema: Schema | undefined
  readonly apiVersion: string
  readonly kind: string
}

/** The changed object, or why there is none. */
export type Mutated =
  | { readonly object: unknown; readonly fault?: undefined }
  | { readonly fault: string; readonly object?: undefined }

export function applyMutation(
  patchType: CompiledMutation['patchType'],
  value: Value,
  target: Target,
): Mutated {
  try {
    return patchType === 'JSONPatch' ? applyPatch(value, target) : applyConfiguration(value, target)
  } catch (error) {
    // A value that has no JSON.
    if (error instanceof EvalFault) return { fault: error.message }
    throw error
  }
}

function applyConfiguration(value: Value, target: Target): Mutated {
  const { object, schema, apiVersion, kind } = target
  const mismatches = typeNameFaults(value, 'Object')
  if (mismatches.length > 0) return { fault: `type mismatch: ${mismatches.join('\n')}` }
  if (schema === undefined) return { fault: `Resource kind ${apiVersion}, Kind=${kind} not found` }
  const config = { ...(toJson(value) as object), apiVersion, kind }
  const unfit = checkConfig(schema, config)
  if (unfit !== undefined) {
    return { fault: `error applying patch: failed to convert patch object to typed object: ${unfit}` }
  }
  const atomics = atomicPaths(schema, config)
  if (atomics.length > 0) {
    const what = `may not mutate atomic arrays, maps or structs: ${atomics.join(', ')}`
    return { fault: `error applying patch: invalid ApplyConfiguration: ${what}` }
  }
  return { object: mergeConfig(schema, JSON.parse(JSON.stringify(object)), config) }
}

function applyPatch(value: Value, { object }: Target): Mutated {
  if (!(value instanceof CelList)) {
    return { fault: 'type mismatch: JSONPatchType.expression should evaluate to array' }
  }
  const operations: object[] = []
  for (const item of value) {
    if (!(item instanceof CelObject)) {
      return { fault: 'type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch' }
    }
    const content = item.get('value')
    const mismatches = content === undefined ? [] : typeNameFaults(content)
    if (mismatches.length > 0) return { fault: `type mismatch: ${mismatches.join('\n')}` }
    operations.push(toJson(item) as object)
  }
  try {
    return { object: applyJsonPatch(JSON.parse(JSON.stringify(object)), operations) }
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    // A test that fails leaves the object as it was.
    if (error.message.endsWith('test failed')) return { object }
    return { fault: `JSONPath: ${error.message}` }
  }
}
