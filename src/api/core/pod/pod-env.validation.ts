// Faults of a container's environment. Upstream: pkg/apis/core/validation/validation.go ValidateEnv, ValidateEnvFrom.
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import {
  isConfigMapKey,
  isRelaxedEnvVarName,
  nameIsDNSSubdomain,
} from '../../../machinery/names/validation.ts'
import { checkDNSLabel, faultsAt } from '../../checks.ts'
import { checkNonReservedPath } from '../paths.validation.ts'
import type { EnvFromSource, EnvVar, EnvVarSource, FileKeySelector } from './pod-container.schema.ts'
import { envFieldPaths, validateFieldRef, validateResourceFieldRef } from './pod-downward-api.validation.ts'

export function validateEnv(variables: readonly EnvVar[], path: string): FieldError[] {
  const faults: FieldError[] = []
  for (const [index, variable] of variables.entries()) {
    const at = `${path}[${index}]`
    if (variable.name === '') faults.push(required(`${at}.name`))
    else faults.push(...faultsAt(`${at}.name`, variable.name, isRelaxedEnvVarName(variable.name)))
    if (variable.valueFrom === undefined) continue
    faults.push(...validateSource(variable.valueFrom, `${at}.valueFrom`, variable.value ?? ''))
  }
  return faults
}

function validateSource(source: EnvVarSource, path: string, value: string): FieldError[] {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source
  const faults: FieldError[] = []
  if (fieldRef !== undefined) faults.push(...validateFieldRef(fieldRef, `${path}.fieldRef`, envFieldPaths))
  if (resourceFieldRef !== undefined) {
    const at = `${path}.resourceFieldRef`
    faults.push(...validateResourceFieldRef(resourceFieldRef, at, { needsContainer: false }))
  }
  if (configMapKeyRef !== undefined)
    faults.push(...validateKeyRef(configMapKeyRef, `${path}.configMapKeyRef`))
  if (secretKeyRef !== undefined) faults.push(...validateKeyRef(secretKeyRef, `${path}.secretKeyRef`))
  if (fileKeyRef !== undefined) faults.push(...validateFileKeyRef(fileKeyRef, `${path}.fileKeyRef`))
  const all = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef]
  const count = all.filter((part) => part !== undefined).length
  if (count === 0) {
    const text =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'
    faults.push(invalid(path, '', text))
  } else if (value !== '') faults.push(invalid(path, '', 'may not be specified when `value` is not empty'))
  else if (count > 1) faults.push(invalid(path, '', 'may not have more than one field specified at a time'))
  return faults
}

interface KeyRef {
  readonly name?: string | undefined
  readonly key: string
}

function validateKeyRef(reference: KeyRef, path: string): FieldError[] {
  const name = reference.name ?? ''
  const faults = faultsAt(`${path}.name`, name, nameIsDNSSubdomain(name, false))
  if (reference.key === '') return [...faults, required(`${path}.key`)]
  return [...faults, ...faultsAt(`${path}.key`, reference.key, isConfigMapKey(reference.key))]
}

function validateFileKeyRef(reference: FileKeySelector, path: string): FieldError[] {
  const faults: FieldError[] = []
  if (reference.key === '') faults.push(required(`${path}.key`))
  else faults.push(...faultsAt(`${path}.key`, reference.key, isRelaxedEnvVarName(reference.key)))
  if (reference.volumeName === '') faults.push(required(`${path}.volumeName`))
  else faults.push(...checkDNSLabel(reference.volumeName, `${path}.volumeName`))
  if (reference.path === '') return [...faults, required(`${path}.path`)]
  return [...faults, ...checkNonReservedPath(reference.path, `${path}.path`)]
}

export function validateEnvFrom(sources: readonly EnvFromSource[], path: string): FieldError[] {
  const faults: FieldError[] = []
  for (const [index, source] of sources.entries()) {
    const at = `${path}[${index}]`
    if (source.prefix) {
      faults.push(...faultsAt(`${at}.prefix`, source.prefix, isRelaxedEnvVarName(source.prefix)))
    }
    const { configMapRef, secretRef } = source
    if (configMapRef !== undefined) faults.push(...validateName(configMapRef, `${at}.configMapRef.name`))
    if (secretRef !== undefined) faults.push(...validateName(secretRef, `${at}.secretRef.name`))
    if (configMapRef === undefined && secretRef === undefined) {
      faults.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'))
    } else if (configMapRef !== undefined && secretRef !== undefined) {
      faults.push(invalid(path, '', 'may not have more than one field specified at a time'))
    }
  }
  return faults
}

function validateName({ name = '' }: { readonly name?: string | undefined }, field: string): FieldError[] {
  if (name === '') return [required(field)]
  return faultsAt(field, name, nameIsDNSSubdomain(name, true))
}
