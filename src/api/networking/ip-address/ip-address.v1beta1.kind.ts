// IPAddress (networking.k8s.io/v1beta1): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { IPAddress } from './ip-address.kind.ts'
import { ipAddress } from './ip-address.v1beta1.schema.ts'
export const IPAddressV1beta1 = versionOf(IPAddress, { version: 'v1beta1', schema: ipAddress })
export type IPAddressV1beta1 = Instance<typeof IPAddressV1beta1>
