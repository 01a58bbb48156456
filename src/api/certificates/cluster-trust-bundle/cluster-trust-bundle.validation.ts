// Faults of trust bundles. Upstream: pkg/apis/certificates/validation/validation.go ValidateClusterTrustBundle.
import { type FieldError, invalid, tooLong } from '../../../machinery/field-error.ts'
import { byteLength, nameIsDNSSubdomain } from '../../../machinery/names/validation.ts'
import { checkImmutable, faultsAt } from '../../checks.ts'
import { type PemBlock, pemBlocks } from '../pem.ts'
import { checkSignerName } from '../signer-name.validation.ts'
import { parseCertificate } from '../x509-certificate.ts'
import type { ClusterTrustBundle } from './cluster-trust-bundle.v1beta1.schema.ts'

const mostBytes = 1024 * 1024
const field = 'spec.trustBundle'
const omitted = '<value omitted>'

export function validateClusterTrustBundle({ metadata, spec }: ClusterTrustBundle): FieldError[] {
  const { signerName = '' } = spec
  const { name } = metadata
  return [
    ...faultsAt('metadata.name', name, name === '' ? [] : nameFaults(name, signerName)),
    ...(signerName === '' ? [] : checkSignerName(signerName, 'spec.signerName')),
  ]
}

export function validateClusterTrustBundleCreate({ spec }: ClusterTrustBundle): FieldError[] {
  return checkBundle(spec.trustBundle)
}

export function validateClusterTrustBundleUpdate(
  next: ClusterTrustBundle,
  old: ClusterTrustBundle,
): FieldError[] {
  return [
    ...(next.spec.trustBundle === old.spec.trustBundle ? [] : checkBundle(next.spec.trustBundle)),
    ...checkImmutable(next.spec.signerName ?? '', old.spec.signerName ?? '', 'spec.signerName'),
  ]
}

/** A bundle of a signer is named after it. */
function nameFaults(name: string, signerName: string): readonly string[] {
  if (signerName === '') {
    return name.includes(':')
      ? ['ClusterTrustBundle without signer name must not have ":" in its name']
      : nameIsDNSSubdomain(name, false)
  }
  const prefix = `${signerName.replaceAll('/', ':')}:`
  if (name.startsWith(prefix)) return nameIsDNSSubdomain(name.slice(prefix.length), false)
  return [`ClusterTrustBundle for signerName ${signerName} must be named with prefix ${prefix}`]
}

function checkBundle(text: string): FieldError[] {
  if (byteLength(text) > mostBytes) return [tooLong(field, mostBytes)]
  const blocks = pemBlocks(text)
  const faults = blocks.flatMap((block, index) => {
    const why = blockFault(block)
    return why === undefined ? [] : [invalid(field, omitted, `entry ${index} ${why}`)]
  })
  if (faults.length > 0) return faults
  if (blocks.length === 0) return [invalid(field, omitted, 'at least one trust anchor must be provided')]
  const byBytes = Map.groupBy(blocks.keys(), (index) => String(blocks[index]?.der))
  return [...byBytes.values()]
    .filter((indices) => indices.length > 1)
    .map((indices) => invalid(field, omitted, `duplicate trust anchor (indices [${indices.join(' ')}])`))
}

function blockFault({ type, hasHeaders, der }: PemBlock): string | undefined {
  if (type !== 'CERTIFICATE') return `has bad block type: ${type}`
  if (hasHeaders) return 'has PEM block headers'
  const certificate = parseCertificate(der)
  if (typeof certificate === 'string') return 'does not parse as X.509'
  return certificate.isCA ? undefined : 'does not have the CA bit set'
}
