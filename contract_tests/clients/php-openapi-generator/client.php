<?php

// Gets usage reports and prints each as JSON on one line.

declare(strict_types=1);

use GuzzleHttp\Client;
use OpenAPI\Client\Api\AccountsApi;
use OpenAPI\Client\ApiException;
use OpenAPI\Client\Configuration;
use OpenAPI\Client\ObjectSerializer;

require 'GuzzleHttp/autoload.php';
spl_autoload_register(static function (string $class): void {
    $file = __DIR__ . '/flowmusic/lib/' . strtr(substr($class, strlen('OpenAPI\\Client\\')), '\\', '/') . '.php';
    if (str_starts_with($class, 'OpenAPI\\Client\\')) {
        require $file;
    }
});

$options = getopt('', ['base-url:', 'email:']);
$configuration = (new Configuration())->setHost($options['base-url'])->setAccessToken(getenv('USEAPI_TOKEN'));
$accounts = new AccountsApi(new Client(), $configuration);
ObjectSerializer::setDateTimeFormat('Y-m-d\TH:i:s.uP'); // the default drops fractions of a second
foreach ((array) $options['email'] as $email) {
    try {
        [$usage, $status] = $accounts->getAccountUsageWithHttpInfo($email);
        $output = ['status' => $status];
        if ($status === 200) {
            $output['usage'] = ObjectSerializer::sanitizeForSerialization($usage);
        }
    } catch (Throwable $error) {
        $status = $error instanceof ApiException ? $error->getCode() : 0;
        $output = in_array($status, [0, 200], true) ? ['error' => $error->getMessage()] : ['status' => $status];
    }
    echo json_encode($output, JSON_THROW_ON_ERROR), "\n";
}
