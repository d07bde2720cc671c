import {
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ResourceNotFoundException,
  type CloudWatchLogsClient,
} from "@aws-sdk/client-cloudwatch-logs";

/** Messages of a log group that contain a text; only those in the first response. */
export const messagesWith = async (
  client: CloudWatchLogsClient,
  group: string,
  text: string,
): Promise<readonly string[]> => {
  const { events = [] } = await client.send(
    new FilterLogEventsCommand({ logGroupName: group, filterPattern: `"${text}"` }),
  );
  return events.map(({ message = "" }) => message);
};

export interface LogStream {
  readonly group: string;
  readonly stream: string | undefined;
}

/** The newest messages of a stream; empty if it does not exist yet. */
export const newestMessages = async (
  client: CloudWatchLogsClient,
  { group, stream }: LogStream,
  limit: number,
): Promise<readonly string[]> => {
  try {
    const { events = [] } = await client.send(
      new GetLogEventsCommand({ logGroupName: group, logStreamName: stream, startFromHead: false, limit }),
    );
    return events.map(({ message = "" }) => message);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  }
};
