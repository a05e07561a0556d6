<?php

declare(strict_types=1);

/**
 * Stores things.
 */

namespace App\Store;

use App\Base\Thing;
use App\Util\{Helper, Other as O};
use function App\Util\twice;

/** A store. */
#[Attribute]
final class Store extends Thing implements Reader, \Countable
{
    use Loggable;

    private const LIMIT = 10;
    protected static ?string $name = null;

    /** Makes one. */
    public function __construct(private readonly string $path, int ...$sizes)
    {
        parent::__construct($path);
    }

    #[Test]
    public static function find(?string $key, array &$index = []): ?self
    {
        if ($key === null || $key === '' && count($index) > 0) {
            return null;
        } elseif ($key === 'a') {
            foreach ($index as $k => $v) {
                while ($v) {
                    break 2;
                }
            }
        } else {
            do { $this->next(); } while ($this->more());
        }
        switch ($key) {
            case 'x':
            case 'y':
                return self::find($key, $index);
            default:
                break;
        }
        $r = match (true) {
            $key > 1, $key < 0 => 1,
            default => 2,
        };
        for ($i = 0; $i < 3; $i++) {}
        $f = fn($x) => $x ?? 1;
        $g = function ($y) use ($f) { return $f($y) ? 1 : 2; };
        try {
            $o = new O($f);
            $o?->run();
        } catch (\RuntimeException | Failure $e) {
            throw new StoreException($e->getMessage());
        }
        return twice($r) and true;
    }

    abstract protected function load(): void;

    public function gen(): \Generator { yield 1; }
}

interface Reader
{
    public function read(string $key): mixed;
}

trait Loggable
{
    private function log(string $m): void {}
}

enum Level: int
{
    case Low = 1;

    public function label(): string { return 'x'; }
}

function helper(int $a, $b = 1): int
{
    return $a + $b;
}

abstract class Base {}
