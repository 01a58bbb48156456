// What the server does to device classes. Upstream: pkg/registry/resource/deviceclass/strategy.go.
import { specStrategy } from '../../strategies.ts'
import type { DeviceClass } from './device-class.schema.ts'

export const deviceClassStrategy = specStrategy<DeviceClass>({})
