<?php

// Gets the usage report of one account and prints it as JSON.

declare(strict_types=1);

use FlowMusicAccountUsage\Client;
use FlowMusicAccountUsage\Config;

require 'flowmusic/flowmusic.php';

$options = getopt('', ['base-url:', 'email:']);
$status = 0;
$client = new Client(new Config(
    serverUrl: $options['base-url'],
    auth: ['bearer' => getenv('USEAPI_TOKEN')],
    onSettled: [
        static function (array $call) use (&$status): void {
            $status = $call['status'];
        },
    ],
));
try {
    $usage = $client->getAccountUsage($options['email']);
} catch (Throwable $error) {
    if (in_array($status, [0, 200], true)) {
        throw $error;
    }
}
$output = ['status' => $status];
if ($status === 200) {
    $output['usage'] = $usage->toArray();
}
echo json_encode($output, JSON_THROW_ON_ERROR), "\n";
