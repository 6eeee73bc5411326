<?php

// Gets usage reports and prints each as JSON on one line.

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
foreach ((array) $options['email'] as $email) {
    $status = 0;
    try {
        $usage = $client->getAccountUsage($email);
        $output = ['status' => $status];
        if ($status === 200) {
            $output['usage'] = $usage->toArray();
        }
    } catch (Throwable $error) {
        $output = in_array($status, [0, 200], true) ? ['error' => $error->getMessage()] : ['status' => $status];
    }
    echo json_encode($output, JSON_THROW_ON_ERROR), "\n";
}
