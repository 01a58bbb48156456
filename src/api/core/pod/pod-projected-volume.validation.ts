// Faults of projected volumes: several sources in one directory, whose paths must not collide.
// Upstream: pkg/apis/core/validation/validation.go validateProjectionSources.

import { type FieldError, forbidden, invalid, required } from '../../../machinery/field-error.ts'
import { numberOf } from '../../../machinery/json-value.ts'
import { nameIsDNSSubdomain } from '../../../machinery/names/validation.ts'
import { validateLabelSelector } from '../../../machinery/selectors/labels.ts'
import { checkSignerName } from '../../certificates/signer-name.validation.ts'
import { checkUserAnnotations } from '../../certificates/user-annotations.validation.ts'
import { checkOptionalEnum, checkRequired, faultsAt } from '../../checks.ts'
import { checkFileMode, checkNonReservedPath, validateKeyToPath } from '../paths.validation.ts'
import { validateDownwardAPIFile } from './pod-downward-api.validation.ts'
import type {
  ClusterTrustBundleProjection,
  ConfigMapProjection,
  DownwardAPIProjection,
  PodCertificateProjection,
  ProjectedVolumeSource,
  SecretProjection,
  ServiceAccountTokenProjection,
} from './pod-volumes.schema.ts'

interface Place {
  /** Path of the projected volume. */
  readonly volume: string
  /** Path of the one source. */
  readonly source: string
  /** File paths seen so far. */
  readonly seen: Set<string>
}

export function validateProjected(projected: ProjectedVolumeSource, path: string): FieldError[] {
  const faults = checkFileMode(projected.defaultMode, `${path}.defaultMode`)
  const seen = new Set<string>()
  for (const [index, source] of (projected.sources ?? []).entries()) {
    const at = `${path}.sources[${index}]`
    const place = (name: string): Place => ({ volume: path, source: `${at}.${name}`, seen })
    let count = 0
    const add = <T>(part: T | undefined, check: (part: T) => FieldError[]) => {
      if (part === undefined) return
      count++
      faults.push(...check(part))
    }
    add(source.secret, (part) => validateKeys(part, place('secret')))
    add(source.configMap, (part) => validateKeys(part, place('configMap')))
    add(source.downwardAPI, (part) => validateDownward(part, place('downwardAPI')))
    add(source.serviceAccountToken, (part) => validateToken(part, place('serviceAccountToken')))
    add(source.clusterTrustBundle, (part) => validateTrustBundle(part, place('clusterTrustBundlePEM')))
    add(source.podCertificate, (part) => validateCertificate(part, place('podCertificate')))
    if (count > 1) faults.push(forbidden(at, 'may not specify more than 1 volume type per source'))
  }
  return faults
}

function collision(filePath: string, value: string, place: Place): FieldError[] {
  if (filePath === '') return []
  if (place.seen.has(filePath)) return [invalid(place.volume, value, 'conflicting duplicate paths')]
  place.seen.add(filePath)
  return []
}

function validateKeys(source: SecretProjection | ConfigMapProjection, place: Place): FieldError[] {
  const name = source.name ?? ''
  const faults = checkRequired(name, `${place.source}.name`)
  for (const [index, item] of (source.items ?? []).entries()) {
    faults.push(
      ...validateKeyToPath(item, `${place.source}.items[${index}]`),
      ...collision(item.path, name, place),
    )
  }
  return faults
}

function validateDownward(source: DownwardAPIProjection, place: Place): FieldError[] {
  return (source.items ?? []).flatMap((file) => [
    ...validateDownwardAPIFile(file, place.source),
    ...collision(file.path, file.path, place),
  ])
}

function validateToken(token: ServiceAccountTokenProjection, place: Place): FieldError[] {
  const faults: FieldError[] = []
  const field = `${place.source}.expirationSeconds`
  const seconds = token.expirationSeconds ?? 0
  if (numberOf(seconds) < 600) {
    faults.push(invalid(field, seconds, 'may not specify a duration less than 10 minutes'))
  }
  if (numberOf(seconds) > 2 ** 32) {
    faults.push(invalid(field, seconds, 'may not specify a duration larger than 2^32 seconds'))
  }
  const path = `${place.volume}.path`
  return [...faults, ...(token.path === '' ? [required(path)] : checkNonReservedPath(token.path, path))]
}

function validateTrustBundle(bundle: ClusterTrustBundleProjection, place: Place): FieldError[] {
  const { source } = place
  const faults: FieldError[] = []
  if (bundle.name !== undefined && bundle.signerName !== undefined) {
    faults.push(invalid(source, bundle, 'only one of name and signerName may be used'))
  } else if (bundle.name !== undefined) {
    if (bundle.name === '') faults.push(required(`${source}.name`, 'must be a valid object name'))
    const plain = bundle.name.slice(bundle.name.lastIndexOf(':') + 1)
    const texts = nameIsDNSSubdomain(plain, false).map(
      (text) => `not a valid clustertrustbundlename: ${text}`,
    )
    faults.push(...faultsAt(`${source}.name`, bundle.name, texts))
    if (bundle.labelSelector !== undefined) {
      const text = 'labelSelector must be unset if name is specified'
      faults.push(invalid(`${source}.labelSelector`, bundle.labelSelector, text))
    }
  } else if (bundle.signerName !== undefined) {
    if (bundle.signerName === '') faults.push(required(`${source}.signerName`, 'must be a valid signer name'))
    faults.push(...checkSignerName(bundle.signerName, `${source}.signerName`))
    faults.push(...validateLabelSelector(bundle.labelSelector, `${source}.labelSelector`))
  } else faults.push(required(source, 'either name or signerName must be specified'))
  faults.push(...checkRequired(bundle.path, `${source}.path`))
  return [
    ...faults,
    ...checkNonReservedPath(bundle.path, `${source}.path`),
    ...collision(bundle.path, bundle.path, place),
  ]
}

const keyTypes = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519']

function validateCertificate(certificate: PodCertificateProjection, place: Place): FieldError[] {
  const faults = [
    ...checkSignerName(certificate.signerName, `${place.source}.signerName`),
    ...checkOptionalEnum(certificate.keyType, `${place.source}.keyType`, keyTypes),
    ...checkUserAnnotations(certificate.userAnnotations, `${place.source}.userAnnotations`),
  ]
  const files = ['credentialBundlePath', 'keyPath', 'certificateChainPath'] as const
  if (files.every((name) => !certificate[name])) {
    faults.push(
      required(
        place.source,
        'specify at least one of credentialBundlePath, keyPath, and certificateChainPath',
      ),
    )
  }
  for (const name of files) {
    const path = certificate[name]
    if (!path) continue
    faults.push(...checkNonReservedPath(path, `${place.source}.${name}`), ...collision(path, path, place))
  }
  return faults
}
