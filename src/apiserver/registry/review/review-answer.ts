// Reviews are questions: the body comes back with its status filled in, and nothing is stored.
import type { Kind } from '../../../machinery/kind.ts'
import type { ApiRequest } from '../../request/api-request.ts'
import type { ServerResponse } from '../../request/exchange.ts'
import { writeOptions } from '../../request/options.ts'
import { answerValue } from '../answer-object.ts'
import { decodeBody } from '../decode-body.ts'

export async function answerReview<T>(
  request: ApiRequest,
  kind: Kind,
  judge: (review: T) => unknown | Promise<unknown>,
): Promise<ServerResponse> {
  const { fieldValidation } = writeOptions(request, 'CreateOptions')
  const review = await decodeBody(request, kind, fieldValidation)
  const status = await judge(review as unknown as T)
  return answerValue({ ...review, status }, request, 201)
}
