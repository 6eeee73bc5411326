<?php
// Composer would write this as vendor/autoload.php; here Lumen comes from Debian.
declare(strict_types=1);

require '/usr/share/php/Laravel/Lumen/autoload.php';

spl_autoload_register(function (string $class): void {
    $file = dirname(__DIR__) . '/app/' . str_replace(['App\\', '\\'], ['', '/'], $class) . '.php';
    if (str_starts_with($class, 'App\\') && is_file($file)) {
        require $file;
    }
});
