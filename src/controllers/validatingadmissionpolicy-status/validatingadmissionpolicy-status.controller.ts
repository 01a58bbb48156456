// Checks the types of new and changed validating admission policies, and writes what it found into their status.
// Upstream: pkg/controller/validatingadmissionpolicystatus/controller.go.
import { ValidatingAdmissionPolicy } from '../../api/admissionregistration/validating-admission-policy/validating-admission-policy.kind.ts'
import { CustomResourceDefinition } from '../../api/apiextensions/custom-resource-definition/custom-resource-definition.kind.ts'
import { equalJson } from '../../machinery/json-value.ts'
import { type Kind, objectKey } from '../../machinery/kind.ts'
import { type Controller, done, watching } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { builtInTypes, definedTypes } from './known-types.ts'
import { checkTypes } from './type-checking.plan.ts'

/** `kinds` are all that are served. */
export function validatingAdmissionPolicyStatus(kinds: readonly Kind[]): Controller {
  const builtIn = builtInTypes(kinds)
  return defineController({
    name: 'validatingadmissionpolicy-status',
    for: ValidatingAdmissionPolicy,
    watches: [
      watching({
        kind: CustomResourceDefinition,
        matters: (next, old) => !equalJson(next.spec, old.spec),
        map: (_definition, { cache }) => cache.list(ValidatingAdmissionPolicy).map(objectKey),
      }),
    ],
    workers: 5,
    async reconcile({ key, cache, client, signal }) {
      const policy = cache.get(ValidatingAdmissionPolicy, key)
      if (policy === undefined) return done
      const types = [...builtIn, ...definedTypes(cache.list(CustomResourceDefinition))]
      const expressionWarnings = checkTypes(policy, types)
      const status = {
        ...policy.status,
        observedGeneration: policy.metadata.generation ?? 0,
        typeChecking: expressionWarnings.length === 0 ? {} : { expressionWarnings },
      }
      if (equalJson(status, policy.status)) return done
      await client.updateStatus(ValidatingAdmissionPolicy, { ...policy, status }, { signal })
      return done
    },
  })
}
