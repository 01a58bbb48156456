import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Service } from '../../api/core/service/service.schema.ts'
import { serviceEnvironment } from './service-env.ts'

const service = (namespace: string, name: string, spec: Service['spec']): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, uid: name, resourceVersion: '1', creationTimestamp: '' },
  spec,
})
const services = [
  service('default', 'kubernetes', { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443 }] }),
  service('ns', 'my-db', { clusterIP: '10.96.0.7', ports: [{ port: 53, protocol: 'UDP' }] }),
  service('ns', 'headless', { clusterIP: 'None', ports: [{ port: 80 }] }),
  service('other', 'far', { clusterIP: '10.96.0.8', ports: [{ port: 80 }] }),
]

test('serviceEnvironment() gives the services of the namespace and always the API server', () => {
  const linked = serviceEnvironment(services, { namespace: 'ns', enableServiceLinks: true })
  assert.deepEqual(Object.fromEntries(linked), {
    KUBERNETES_SERVICE_HOST: '10.96.0.1',
    KUBERNETES_SERVICE_PORT: '443',
    KUBERNETES_SERVICE_PORT_HTTPS: '443',
    KUBERNETES_PORT: 'tcp://10.96.0.1:443',
    KUBERNETES_PORT_443_TCP: 'tcp://10.96.0.1:443',
    KUBERNETES_PORT_443_TCP_PROTO: 'tcp',
    KUBERNETES_PORT_443_TCP_PORT: '443',
    KUBERNETES_PORT_443_TCP_ADDR: '10.96.0.1',
    MY_DB_SERVICE_HOST: '10.96.0.7',
    MY_DB_SERVICE_PORT: '53',
    MY_DB_PORT: 'udp://10.96.0.7:53',
    MY_DB_PORT_53_UDP: 'udp://10.96.0.7:53',
    MY_DB_PORT_53_UDP_PROTO: 'udp',
    MY_DB_PORT_53_UDP_PORT: '53',
    MY_DB_PORT_53_UDP_ADDR: '10.96.0.7',
  })
  const alone = serviceEnvironment(services, { namespace: 'ns', enableServiceLinks: false })
  assert.equal(alone.get('MY_DB_SERVICE_HOST'), undefined)
  assert.equal(alone.get('KUBERNETES_SERVICE_HOST'), '10.96.0.1')
})
