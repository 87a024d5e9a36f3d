import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientSettings, QUICK_REQUESTS } from './client-settings';
import { fifoFields } from './fifo-fields';
import { createTargetReply } from './target-reply';
import { TARGET_ENV } from '../../shared/env';
import { regionOfArn } from '../sdk/region-of-arn';

/** ARN of the topic. */
const TopicArn = process.env[TARGET_ENV] ?? '';

const sns = new SNSClient({ ...clientSettings(regionOfArn(TopicArn)), requestHandler: QUICK_REQUESTS });

/** Publishes each message to an SNS topic. */
export const reply = createTargetReply('SNS Publish', async (message, options) =>
  sns.send(new PublishCommand({ TopicArn, Message: message.json, ...fifoFields(TopicArn, message) }), options));
