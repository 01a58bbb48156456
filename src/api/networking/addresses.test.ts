// ServiceCIDR and IPAddress: what addresses there are, and whose they are.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../machinery/field-error.ts'
import { specimen } from '../specimen.ts'
import { IPAddress } from './ip-address/ip-address.kind.ts'
import { ServiceCIDR } from './service-cidr/service-cidr.kind.ts'

const ranges = (...cidrs: string[]) =>
  specimen(ServiceCIDR, { metadata: { name: 'x' }, spec: { cidrs } }) as ServiceCIDR
const family = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64'

test('validateServiceCIDR() wants a range of each family at most', () => {
  const faults = (...cidrs: string[]) =>
    (ServiceCIDR.validate?.(ranges(...cidrs)) ?? []).map(formatFieldError)
  assert.deepEqual(faults('10.0.0.0/16', 'fd00::/64'), [])
  assert.deepEqual(faults(), ['spec.cidrs: Required value: at least one CIDR required'])
  assert.deepEqual(faults('10.0.0.0/16', '10.1.0.0/16'), [
    `spec.cidrs: Invalid value: ["10.0.0.0/16","10.1.0.0/16"]: ${family}`,
  ])
})

test('validateServiceCIDRUpdate() lets a second family come', () => {
  const fields = (next: ServiceCIDR, old: ServiceCIDR) =>
    ServiceCIDR.validateUpdate?.(next, old).map(({ field }) => field)
  const [one, both] = [ranges('10.0.0.0/16'), ranges('10.0.0.0/16', 'fd00::/64')]
  assert.deepEqual(fields(both, one), [])
  assert.deepEqual(fields(one, both), ['spec.cidrs'])
  assert.deepEqual(fields(ranges('10.1.0.0/16'), one), ['spec.cidrs[0]'])
})

test('validateIPAddress() wants to know whose it is', () => {
  const faults = (parentRef?: object) => {
    const obj = specimen(IPAddress, { metadata: { name: '10.0.0.1' }, spec: { parentRef } }) as IPAddress
    return (IPAddress.validate?.(obj) ?? []).map(formatFieldError)
  }
  assert.deepEqual(faults(), ['spec.parentRef: Required value'])
  assert.deepEqual(faults({ resource: 'services', namespace: 'default', name: 'kubernetes' }), [])
  assert.deepEqual(faults({ resource: 'a/b', name: '' }), [
    `spec.parentRef.resource: Invalid value: "a/b": may not contain '/'`,
    'spec.parentRef.name: Required value',
  ])
})
