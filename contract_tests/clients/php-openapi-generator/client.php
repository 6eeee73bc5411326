<?php

// Gets the usage report of one account and prints it as JSON.

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
try {
    [$usage, $status] = (new AccountsApi(new Client(), $configuration))->getAccountUsageWithHttpInfo($options['email']);
} catch (ApiException $error) {
    if (in_array($error->getCode(), [0, 200], true)) {
        throw $error;
    }
    $status = $error->getCode();
}
ObjectSerializer::setDateTimeFormat('Y-m-d\TH:i:s.uP'); // the default drops fractions of a second
$output = ['status' => $status];
if ($status === 200) {
    $output['usage'] = ObjectSerializer::sanitizeForSerialization($usage);
}
echo json_encode($output, JSON_THROW_ON_ERROR), "\n";
